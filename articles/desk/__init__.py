"""The verbs of the newsroom, each once. The interface, the importer and the commands call them; readers' pages never.

Layers, each importing only those after it: undoing > intake | doubts > copies > imported > editing | handover >
workflow > transitions > guards > publishing | withdrawal > library | media > ingest > photos > people | taxonomy |
outlet | corrections | pins > board > checklist | comparison | history | listing | writing > snapshot | policy | audit |
addresses > refusals.
"""
