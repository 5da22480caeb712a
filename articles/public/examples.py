"""Named examples of every component of the readers' pages: shown to staff at /admin/parts/, and tried by tests.

No row of any table stands behind them. A component is its template and, where it can look quite different, one example
for each look; what is hard on a layout (long names, no picture, hostile words) is among them on purpose.
"""

import dataclasses
import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.templatetags.static import static
from django.utils.safestring import SafeString

from articles.document.blocks import (
    Document,
    Figure,
    Heading,
    List,
    ListItem,
    Mark,
    Paragraph,
    Quote,
    Rule,
    Span,
    plain,
)
from articles.models.outlet import Outlet
from articles.public import page, render
from articles.public.dates import moment
from articles.public.page import Card, CorrectionNote, Headline, Link, StoryPage
from articles.public.pictures import Picture

NOW = datetime.datetime(2026, 11, 22, 14, 5, tzinfo=datetime.UTC)
HOUR = datetime.timedelta(hours=1)
HOSTILE = "<script>alert(1)</script> & “ngoặc” 'đơn'"

SECTION = Link("Văn hóa", "#van-hoa")
CHILDREN = (Link("Di sản", "#di-san"), Link("Sách", "#sach"))
LONG = (
    "Nông dân vùng bãi chuyển 1.250 ha sang rau màu ngắn ngày, các hợp tác xã tranh thủ từng ngày nắng để kịp chợ Tết"
)


@dataclass(frozen=True)
class Example:
    """A component in one of its looks."""

    name: str
    template: str
    context: Callable[[], dict[str, Any]]

    def html(self) -> SafeString:
        """Return it as it stands in a page."""
        return render.component(self.template, self.context())


def picture() -> Picture:
    """A picture that is always there: the paper's own mark."""
    return Picture(static("newsroom/img/icon.svg"), 1200, 800, "Dấu của tờ báo", "", "", ())


def card(*, has_picture: bool = True, **columns: Any) -> Card:
    """A story in a list."""
    shown = picture() if has_picture else None
    made = Card(
        url="#bai",
        title="Câu ví đò đưa trở lại bên sông",
        kicker="Di sản",
        category=SECTION,
        sapo="Tối thứ Bảy nào câu lạc bộ cũng hát dưới chân cầu. Không sân khấu, không loa lớn.",
        byline="Khánh Vy",
        moment=moment(NOW - HOUR, now=NOW),
        picture=shown,
        image=render.picture(shown) if shown else SafeString(""),
        has_photo=has_picture,
        pictures=12,
        initials="KV",
    )
    return dataclasses.replace(made, **columns)


def heads() -> list[Headline]:
    """Three headlines: usual, long, hostile."""
    titles = ("Thêm 46 tuyến đường có tên", LONG, HOSTILE)
    return [Headline("#bai", title, moment(NOW - n * 5 * HOUR, now=NOW)) for n, title in enumerate(titles)]


def story(kind: str = "news", **columns: Any) -> StoryPage:
    """A story, whole."""
    blocks = Document(
        (
            Paragraph((Span("Bà nghĩ gì khi cầu nối hai bờ?", (Mark.STRONG,)),)),
            Paragraph(plain("Tháng Mười Hai này cây cầu mới sẽ nối liền hai bờ.")),
            Heading(plain("Bến cũ")),
            Quote((plain("“Giữ ký ức không phải là giữ lại sự vất vả.”"),), "Bà Lan"),
            List((ListItem(plain("Một")), ListItem(plain("Hai")))),
            Rule(),
            Figure(_NO_PHOTO, plain("Người lái đò chờ khách."), "", "Ảnh: Mai Hoa"),
        )
    )
    made = StoryPage(
        kind=kind,
        kind_name=page.Kind(kind).label,
        url="#bai",
        paper="#in",
        title="Mùa nước cuối của những chuyến đò trên bến cũ",
        kicker="",
        sapo="Với những người chèo đò, đây là mùa nước cuối cùng họ còn ngồi chờ khách gọi ở bến.",
        crumbs=(SECTION, CHILDREN[0]),
        bylines=(Link("Hải Yến", "#hai-yen"), Link("Cỏ May", "")),
        initials="HY",
        moment=moment(NOW - 2 * HOUR, now=NOW),
        update_note="Bổ sung ý kiến của địa phương.",
        updated=moment(NOW - HOUR, now=NOW),
        ai_note="Máy gỡ băng phỏng vấn, phóng viên đã nghe lại.",
        lead=SafeString(""),
        body=render.body(blocks, render.Photos({}, frozenset(), str), is_interview=kind == "interview"),
        corrections=(
            correction(),
            dataclasses.replace(correction(), text="", voided=moment(NOW, now=NOW), reason="Đúng."),
        ),
        tags=(Link("Cầu mới qua sông", "#cau-moi"), Link("Đò ngang", "")),
    )
    return dataclasses.replace(made, **columns)


def correction() -> CorrectionNote:
    """A correction in force."""
    return CorrectionNote("Tên đúng là Nguyễn Văn Sông.", moment(NOW, now=NOW), None, "")


def block(cards: int, **columns: Any) -> dict[str, Any]:
    """A section's block: its second story has no picture, its third a long title."""
    made = [card(), card(has_picture=False), card(title=LONG), card(title=HOSTILE)][:cards]
    return {"section": SECTION, "children": CHILDREN, "cards": made, "heads": heads()} | columns


def outlet() -> Outlet:
    """An outlet that is in no table."""
    return Outlet(name="Báo mẫu", governing_body="Cơ quan chủ quản", head="Trần Văn Mẫu", email="toasoan@vidu.example")


_NO_PHOTO = UUID(int=0)

EXAMPLES: tuple[Example, ...] = (
    Example("crumbs", "crumbs", lambda: {"crumbs": (SECTION, CHILDREN[0])}),
    Example("section head", "section_head", lambda: {"section": SECTION, "children": CHILDREN}),
    Example("section head, small", "section_head", lambda: {"section": SECTION, "small": True}),
    Example("section that leads", "section_lead", lambda: {"block": block(3)}),
    Example("section that leads, one story", "section_lead", lambda: {"block": block(1, heads=[])}),
    Example("section in a row", "section_row", lambda: {"block": block(4)}),
    Example("section with a wide picture", "section_wide", lambda: {"block": block(4)}),
    Example("section in a column", "section_column", lambda: {"block": block(1)}),
    Example("section of a pair", "section_pair", lambda: {"block": block(2)}),
    Example("opinion", "opinion", lambda: {"cards": [card(title=LONG), card(), card(title=HOSTILE)]}),
    Example("opinion, one voice", "opinion", lambda: {"cards": [card(initials="", byline="")]}),
    Example("strip of photo stories", "strip", lambda: {"cards": [card(), card(title=LONG), card(), card()]}),
    Example("latest", "latest", lambda: {"heads": heads(), "level": 3}),
    Example("headlines", "heads", lambda: {"heads": heads()}),
    Example("list", "list", lambda: {"cards": block(4)["cards"], "here": ""}),
    Example("album", "gallery_list", lambda: {"cards": [card(), card(title=LONG), card(has_picture=False)]}),
    Example("pages", "pages", lambda: {"newer": "1-1", "older": "2-2"}),
    Example("empty list", "empty", dict),
    Example(
        "story head", "story_head", lambda: {"story": story(), "shares": [Link("Facebook", "#f"), Link("X", "#x")]}
    ),
    Example("story head, opinion", "story_head", lambda: {"story": story("opinion", kicker="Góc nhìn")}),
    Example("byline without names", "byline", lambda: {"story": story(bylines=(), initials="", update_note="")}),
    Example("shares", "shares", lambda: {"shares": [Link("Facebook", "#f")], "paper": "#in"}),
    Example("story body, interview", "story_body", lambda: {"story": story("interview")}),
    Example("story end", "story_end", lambda: {"story": story(), "category": SECTION}),
    Example("correction", "correction", lambda: {"corrections": story().corrections}),
    Example("correction note", "correction_note", lambda: {"note": correction()}),
    Example("rail", "rail", lambda: {"card": card(), "heads": heads(), "category": SECTION}),
    Example("related", "related", lambda: {"cards": block(4)["cards"]}),
    Example(
        "onward",
        "onward",
        lambda: {"newer": Link(LONG, "#sau"), "older": Link("Bài trước", "#truoc"), "category": SECTION},
    ),
    Example("ways on", "ways_on", lambda: {"heads": heads(), "entries": [SECTION, *CHILDREN]}),
    Example("search field", "search_field", dict),
    Example("imprint", "imprint_facts", lambda: {"outlet": outlet()}),
    Example("imprint, not entered", "imprint_facts", lambda: {"outlet": None}),
)
