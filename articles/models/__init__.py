"""Collects the models for Django only; everybody else imports from the defining module.

Layers, each importing only those after it: history | intake > article > search > publication | checklist | pins >
story > photos > taxonomy > people > outlet > redirect > adding.
"""

from articles.models.article import Article, ArticlePhoto, Byline
from articles.models.checklist import ChecklistRule
from articles.models.history import AuditEntry, Revision
from articles.models.intake import ImportBatch, ImportRecord, ImportTrace
from articles.models.outlet import Outlet
from articles.models.people import Contributor, PenName
from articles.models.photos import CreditLine, Photo, Rendition
from articles.models.pins import Pin
from articles.models.publication import (
    Correction,
    Publication,
    PublicationContributor,
    PublicationPhoto,
    PublicationTag,
)
from articles.models.redirect import Redirect
from articles.models.search import SearchEntry
from articles.models.taxonomy import Category, Desk, Tag

__all__ = [
    "Article",
    "ArticlePhoto",
    "AuditEntry",
    "Byline",
    "Category",
    "ChecklistRule",
    "Contributor",
    "Correction",
    "CreditLine",
    "Desk",
    "ImportBatch",
    "ImportRecord",
    "ImportTrace",
    "Outlet",
    "PenName",
    "Photo",
    "Pin",
    "Publication",
    "PublicationContributor",
    "PublicationPhoto",
    "PublicationTag",
    "Redirect",
    "Rendition",
    "Revision",
    "SearchEntry",
    "Tag",
]
