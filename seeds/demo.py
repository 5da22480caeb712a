"""A desk worth opening: sample stories in every state, written and moved by the demo people through the desk's verbs.

The stories are invented and name nobody; each says in its kicker that it is a sample.
"""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from articles.desk import editing, people, photos, workflow
from articles.desk.transitions import Action
from articles.document.blocks import Document, Figure, Heading, Paragraph, normalise, plain
from articles.document.codec import to_json
from articles.models.article import Article
from articles.models.people import Contributor
from articles.models.story import Kind, Precision
from articles.models.taxonomy import Category

A = Action
KICKER = "Bài mẫu"
# Before the oldest seed, so that what readers see first is the paper's own.
DATED = datetime.datetime(2025, 10, 30, 12, tzinfo=datetime.UTC)

# Who does what on the way of a story.
_WAY = {
    A.SUBMIT: "phongvien",
    A.CLAIM: "bientap",
    A.RETURN: "bientap",
    A.FORWARD: "bientap",
    A.APPROVE: "truongban",
    A.PUBLISH: "thuky",
    A.SCHEDULE: "thuky",
}
_TO_APPROVAL = (A.SUBMIT, A.CLAIM, A.FORWARD)
_REASON = "Cần thêm ý kiến của hộ dân thứ hai và số liệu của xã."


@dataclass(frozen=True)
class Sample:
    """One story, and how far it came."""

    title: str
    sapo: str
    text: tuple[str, ...]  # a line that begins with "## " is a heading
    category: str
    way: tuple[Action, ...] = ()
    kind: Kind = Kind.NEWS
    sources: tuple[str, ...] = ()
    photo: tuple[str, str] | None = None  # caption, credit; the file is awaited
    columns: tuple[tuple[str, Any], ...] = ()
    changed_later: str = ""  # a sapo that an editor wrote after publication


SAMPLES = (
    Sample(
        "Thư viện tỉnh mở cửa đến 21 giờ các tối trong tuần",
        "Từ tuần này, phòng đọc của thư viện tỉnh phục vụ thêm ba giờ buổi tối để người đi làm có chỗ đọc sách.",
        (
            "Phòng đọc ở tầng hai mở cửa từ 8 giờ đến 21 giờ, từ thứ Hai đến thứ Sáu. Bạn đọc dùng thẻ cũ, không phải "
            "đăng ký thêm.",
            "## Có góc riêng cho thiếu nhi",
            "Buổi tối, góc thiếu nhi có người hướng dẫn đến 20 giờ. Thư viện khuyên phụ huynh gọi trước khi đi theo "
            "nhóm trên mười em.",
            "Nếu đông bạn đọc, thư viện sẽ mở thêm buổi tối thứ Bảy từ tháng sau.",
        ),
        "van-hoa",
        (*_TO_APPROVAL, A.APPROVE, A.PUBLISH),
        sources=("Phòng Hành chính, thư viện tỉnh", "Bạn đọc tại phòng đọc tối thứ Hai"),
    ),
    Sample(
        "Thêm hai chuyến xe buýt mỗi giờ trên tuyến ra bến cá",
        "Giờ cao điểm sáng và chiều, mười lăm phút có một chuyến thay vì nửa giờ như trước.",
        (
            "Tuyến xe buýt nối trung tâm thành phố với bến cá tăng chuyến trong khung 5 giờ 30 đến 8 giờ và 16 giờ đến "
            "18 giờ 30.",
            "Giá vé không đổi. Người mua vé tháng đi được cả chuyến mới.",
        ),
        "giao-thong",
        (*_TO_APPROVAL, A.APPROVE, A.PUBLISH),
        sources=("Đơn vị vận hành tuyến", "Hành khách ở bến"),
        changed_later="Giờ cao điểm, mười lăm phút có một chuyến. Sau một tuần chạy thử, giờ chạy buổi chiều lùi lại "
        "mười phút.",
    ),
    Sample(
        "Cuối tuần, chợ phiên nông sản mở ở trung tâm thành phố",
        "Hơn bốn mươi gian hàng của các hợp tác xã bán rau, gạo, mật ong và trái cây trong ngày Chủ Nhật.",
        (
            "Chợ mở từ 6 giờ đến 11 giờ. Mỗi gian hàng ghi rõ nơi trồng và ngày thu hoạch; ban tổ chức đặt cân đối "
            "chứng ở hai đầu chợ.",
            "Xe máy gửi miễn phí ở sân vận động, cách chợ hai trăm mét.",
        ),
        "nong-nghiep",
        (*_TO_APPROVAL, A.APPROVE, A.SCHEDULE),
        sources=("Ban tổ chức chợ phiên", "Một hợp tác xã tham gia"),
    ),
    Sample(
        "Đừng để sông quê chỉ còn đẹp trong ảnh cũ",
        "Dọn rác một buổi sáng không khó. Khó là giữ cho bến sông sạch đến mùa nước sau.",
        (
            "Mỗi lần ra quân dọn bến, ảnh chụp rất vui và bến sạch được vài tuần. Rồi túi ni lông lại về theo nước.",
            "Cái thiếu không phải là lòng tốt mà là một thùng rác có người đổ, một quy ước ở từng ngõ và một lời nhắc "
            "không ngại mất lòng.",
        ),
        "goc-nhin",
        (*_TO_APPROVAL, A.APPROVE),
        kind=Kind.OPINION,
    ),
    Sample(
        "Người giữ khung cửi: “Còn người học thì nghề còn”",
        "Hai mươi năm dạy dệt không lấy tiền công, nghệ nhân của bản kể vì sao chị chưa nghỉ.",
        (
            "Chị dạy lớp đầu tiên từ bao giờ?",
            "Từ năm con gái út vào lớp Một. Lúc ấy cả bản còn ba khung cửi, tôi sợ đến đời cháu thì không ai biết mắc "
            "sợi nữa.",
            "Lớp học bây giờ có bao nhiêu người?",
            "Mùa này có mười một người, người lớn tuổi nhất sáu mươi tư. Ai đến cũng dạy, chỉ xin đừng bỏ giữa chừng.",
        ),
        "van-hoa",
        _TO_APPROVAL,
        kind=Kind.INTERVIEW,
        photo=("Khung cửi trong nhà sàn, nơi lớp dệt mở mỗi chiều.", "Ảnh: Phóng viên mẫu"),
    ),
    Sample(
        "Lớp xóa mù chữ sáng đèn mỗi tối ở bản vùng cao",
        "Ban ngày lên rẫy, tối đến lớp: gần ba mươi học viên của bản đã đọc được tờ thông báo của xã.",
        (
            "Lớp học mượn nhà văn hóa bản, bắt đầu lúc 19 giờ. Cô giáo là người của bản, dạy bằng hai thứ tiếng.",
            "## Học để tự đọc đơn thuốc",
            "Nhiều học viên nói mong ước đầu tiên là tự đọc đơn thuốc và ký tên thay vì điểm chỉ.",
        ),
        "giao-duc",
        (A.SUBMIT, A.CLAIM),
        kind=Kind.FEATURE,
        sources=("Cô giáo đứng lớp",),
        photo=("Học viên tập viết trong nhà văn hóa bản.", "Ảnh: Phóng viên mẫu"),
    ),
    Sample(
        "Xã miền núi nối lại mười hai cây số đường sau mưa lũ",
        "Sau chín ngày, xe tải nhẹ đã vào được ba bản ở cuối đường; hàng cứu trợ không còn phải gùi.",
        (
            "Đoạn sạt nặng nhất dài hơn hai trăm mét, phải mở đường tránh phía trên. Xã nhờ máy xúc của ba hộ dân.",
            "Từ nay đến hết mùa mưa, xe trên năm tấn chưa được qua đoạn này.",
        ),
        "dan-toc-mien-nui",
        (A.SUBMIT,),
        sources=("Ủy ban nhân dân xã", "Trưởng bản ở cuối đường"),
        photo=("Máy xúc mở đường tránh qua đoạn sạt.", "Ảnh: Phóng viên mẫu"),
    ),
    Sample(
        "Vườn cam vào vụ, nhà vườn lo nhất là người hái",
        "Cam được mùa và được giá, nhưng công hái tăng gần gấp rưỡi so với năm ngoái.",
        ("Một héc-ta cam chín rộ cần sáu người hái trong bốn ngày. Người trẻ trong xã phần lớn đã đi làm xa.",),
        "nong-nghiep",
        (A.SUBMIT, A.CLAIM, A.RETURN),
        sources=("Một chủ vườn",),
    ),
    Sample(
        "Đội bóng nhí của xã bãi ngang vào vòng chung kết",
        "",
        ("Các em tập trên bãi cát từ năm giờ sáng, trước khi thuyền về.",),
        "the-thao",
        columns=(("needs_photo", True),),
    ),
)


def make_desk_of_samples() -> int:
    """Write the samples where the desk has none, and return how many there are now."""
    demo = {user.username: user for user in User.objects.filter(username__in={"phongvien", *_WAY.values()})}
    # Those of a demo edition are samples, too, but imported.
    if Article.objects.filter(is_sample=True, import_records=None).exists() or not all(
        name in demo for name in _WAY.values()
    ):
        return 0
    reporter = demo["phongvien"]
    byline = Contributor.objects.filter(user=reporter).first() or people.save_contributor(
        Contributor(name="Phóng viên mẫu", user=reporter)
    )
    # A paper that gave its categories to desks of its own keeps the demo people out of them.
    near = Q(desk__in=demo["bientap"].desks.all()) | Q(desk=None, parent__desk__in=demo["bientap"].desks.all())
    categories = {category.slug: category for category in Category.objects.filter(near)}
    found = [sample for sample in SAMPLES if sample.category in categories]
    for sample in found:
        _tell(sample, categories[sample.category], byline, demo)
    return len(found)


def _tell(sample: Sample, category: Category, byline: Contributor, demo: dict[str, User]) -> None:
    columns = {
        "kicker": KICKER,
        "title": sample.title,
        "sapo": sample.sapo,
        "kind": sample.kind,
        "category_id": category.pk,
        "document": to_json(_document(sample)),
        "sources": "\n".join(sample.sources),
        **dict(sample.columns),
    }
    article = editing.create(
        editing.Change(columns, [editing.BylineEntry(byline.pk)]),
        actor=demo["phongvien"],
        is_sample=True,
        dated_at=DATED,
        dated_precision=Precision.DAY,
    )
    for action in sample.way:
        arguments: dict[str, Any] = {}
        if action == A.RETURN:
            arguments["reason"] = _REASON
        if action == A.SCHEDULE:
            arguments["when"] = _tomorrow_at_six()
        article = workflow.transition(article, action, actor=demo[_WAY[action]], **arguments)
    if sample.changed_later:
        editing.save(article, editing.Change({"sapo": sample.changed_later}), actor=demo["bientap"])


def _document(sample: Sample) -> Document:
    blocks: list[Any] = []
    for line in sample.text:
        blocks.append(Heading(plain(line[3:]), 2) if line.startswith("## ") else Paragraph(plain(line)))
    if sample.photo is not None:
        caption, credit = sample.photo
        photo = photos.await_photo(description=caption, credit=photos.read_credit(credit))
        blocks.insert(1, Figure(photo=photo.pk, caption=plain(caption), alt=caption))
    return normalise(Document(tuple(blocks)))


def _tomorrow_at_six() -> datetime.datetime:
    tomorrow = timezone.localtime() + datetime.timedelta(days=1)
    return tomorrow.replace(hour=6, minute=0, second=0, microsecond=0)
