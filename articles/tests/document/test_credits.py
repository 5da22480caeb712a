"""The credit at the end of a caption."""

import pytest

from articles.document.credits import credit_lines, split_credit


@pytest.mark.parametrize(
    ("text", "caption", "name", "printed", "kind"),
    [
        ("Chợ phiên. Ảnh: Thu Cúc", "Chợ phiên.", "Thu Cúc", "Ảnh: Thu Cúc", "photographer"),
        ("Chợ phiên.Ảnh: Thu Cúc", "Chợ phiên.", "Thu Cúc", "Ảnh: Thu Cúc", "photographer"),
        ("Chợ phiên - ẢNH: THU CÚC.", "Chợ phiên", "THU CÚC", "- ẢNH: THU CÚC.", "photographer"),
        ("Chợ phiên – Ảnh; T. CÚC", "Chợ phiên", "T. CÚC", "– Ảnh; T. CÚC", "photographer"),
        ("Chợ phiên - Ảnh: H.T.", "Chợ phiên", "H.T.", "- Ảnh: H.T.", "photographer"),
        ("Chợ phiên. Ảnh: VP.", "Chợ phiên.", "VP", "Ảnh: VP.", "photographer"),
        ("Chợ phiên. Ảnh: KL-TN", "Chợ phiên.", "KL-TN", "Ảnh: KL-TN", "photographer"),
        ("Ảnh: Lê Hoài - Trần Nhã", "", "Lê Hoài - Trần Nhã", "Ảnh: Lê Hoài - Trần Nhã", "photographer"),
        ("Chợ phiên. Ảnh Thu Cúc", "Chợ phiên.", "Thu Cúc", "Ảnh Thu Cúc", "photographer"),
        ("Chợ phiên (Ảnh: Reuters).", "Chợ phiên", "Reuters", "(Ảnh: Reuters).", "agency"),
        ("Chợ phiên (ảnh Báo Miền Trung)", "Chợ phiên", "Báo Miền Trung", "(ảnh Báo Miền Trung)", "agency"),
        ("Chợ phiên. Ảnh: Thu Cúc/TTXVN", "Chợ phiên.", "Thu Cúc/TTXVN", "Ảnh: Thu Cúc/TTXVN", "agency"),
        ("Chợ phiên. Ảnh: Thu Cúc - TTXVN |", "Chợ phiên.", "Thu Cúc - TTXVN", "Ảnh: Thu Cúc - TTXVN |", "agency"),
        ("Chợ phiên. Ảnh: Chinhphu.vn", "Chợ phiên.", "Chinhphu.vn", "Ảnh: Chinhphu.vn", "agency"),
        ("Chợ phiên. Ảnh CSCC", "Chợ phiên.", "CSCC", "Ảnh CSCC", "supplied"),
        ("Chợ phiên. Ảnh: Công an cung cấp", "Chợ phiên.", "Công an cung cấp", "Ảnh: Công an cung cấp", "supplied"),
        ("Chợ. Ảnh do bà con cung cấp", "Chợ.", "Ảnh do bà con cung cấp", "Ảnh do bà con cung cấp", "supplied"),
        ("Chợ phiên. Nguồn ảnh: Internet", "Chợ phiên.", "Internet", "Nguồn ảnh: Internet", "supplied"),
        ("Chợ phiên. (Ảnh minh họa)", "Chợ phiên.", "Ảnh minh họa", "(Ảnh minh họa)", "illustration"),
        ("Chợ. Ảnh minh họa: Thu Cúc", "Chợ.", "Thu Cúc", "Ảnh minh họa: Thu Cúc", "illustration"),
        ("Chợ xưa. Ảnh tư liệu: Hồng Bàng", "Chợ xưa.", "Hồng Bàng", "Ảnh tư liệu: Hồng Bàng", "archive"),
        ("Đường đi của bão. Đồ họa: Minh Thư", "Đường đi của bão.", "Minh Thư", "Đồ họa: Minh Thư", "graphic"),
        ("Clip: CACC", "", "CACC", "Clip: CACC", "video"),
        ("Bài, ảnh: Thu Cúc", "", "Thu Cúc", "Bài, ảnh: Thu Cúc", "photographer"),
        (
            "Chợ nhìn từ sân bay Nội Bài - Ảnh: T. CÚC",
            "Chợ nhìn từ sân bay Nội Bài",
            "T. CÚC",
            "- Ảnh: T. CÚC",
            "photographer",
        ),
        ("Chợ phiên Ảnh CSCC", "Chợ phiên", "CSCC", "Ảnh CSCC", "supplied"),
        ("Chợ. Ảnh: Sở Y tế", "Chợ.", "Sở Y tế", "Ảnh: Sở Y tế", "supplied"),
        ("Chợ. Ảnh: TRƯỜNG CÚC", "Chợ.", "TRƯỜNG CÚC", "Ảnh: TRƯỜNG CÚC", "photographer"),
        ("Chợ. Ảnh: Tư liệu", "Chợ.", "Tư liệu", "Ảnh: Tư liệu", "archive"),
        (
            "Chợ (Ảnh minh họa, nguồn: Web).",
            "Chợ",
            "Ảnh minh họa, nguồn: Web",
            "(Ảnh minh họa, nguồn: Web).",
            "illustration",
        ),
        ("Chợ. Ảnh: Cúc; Clip: An", "Chợ.", "Cúc; Clip: An", "Ảnh: Cúc; Clip: An", "photographer"),
        ("Tuần rừng. Ảnh - Video: Quang An", "Tuần rừng.", "Quang An", "Ảnh - Video: Quang An", "video"),
    ],
)
def test_credit_is_cut_off_whole(text: str, caption: str, name: str, printed: str, kind: str) -> None:
    credit = split_credit(text)
    assert credit is not None
    assert (credit.text, credit.name, credit.printed, credit.kind) == (caption, name, printed, kind)


@pytest.mark.parametrize(
    "text",
    [
        "Ảnh hưởng của bão còn kéo dài nhiều ngày.",
        "Bức ảnh của chị Lan được giải nhất.",
        "Theo nguồn tin của địa phương, bà con đã về nhà.",
        "Video: Cảnh nước lũ tràn qua cầu tràn trong đêm",
        "Ông nói: “Ảnh: chụp ở chợ. Rồi tôi về nhà ngay”.",
        "Cuộc thi ảnh: Hơn 300 tay máy gửi về 2.000 tác phẩm, ban giám khảo chọn ra mười bức đẹp nhất để trao giải.",
        "Hình 1: Sơ đồ con đường",
        "Ảnh:",
        "",
    ],
)
def test_credit_is_not_found_where_there_is_none(text: str) -> None:
    assert split_credit(text) is None


@pytest.mark.parametrize(
    ("printed", "lines"),
    [
        ("Ảnh: Lê Hoài - Trần Nhã", [("photographer", "Lê Hoài"), ("photographer", "Trần Nhã")]),
        ("Ảnh: Lê Hoài - TTXVN |", [("photographer", "Lê Hoài"), ("agency", "TTXVN")]),
        ("Ảnh: Lê Hoài/TTXVN", [("photographer", "Lê Hoài"), ("agency", "TTXVN")]),
        ("(Ảnh: AFP/TTXVN)", [("agency", "AFP"), ("agency", "TTXVN")]),
        ("Ảnh: Lê Hoài và CTV", [("photographer", "Lê Hoài"), ("supplied", "CTV")]),
        ("Ảnh: Tư liệu - Lê Hoài", [("archive", "Tư liệu"), ("photographer", "Lê Hoài")]),
        ("Ảnh tư liệu Lê Hoài", [("archive", "Lê Hoài")]),
        ("Ảnh minh họa: Lê Hoài", [("illustration", "Lê Hoài")]),
        ("Đồ họa: Minh Thư", [("graphic", "Minh Thư")]),
        ("Ảnh do bà con cung cấp", [("supplied", "Ảnh do bà con cung cấp")]),
        ("Ảnh: Lê Hoài; Clip: Quang An", [("photographer", "Lê Hoài"), ("video", "Quang An")]),
        ("Không phải nguồn ảnh nào", []),
    ],
)
def test_credit_lines_have_a_kind_each(printed: str, lines: list[tuple[str, str]]) -> None:
    assert credit_lines(printed) == lines


def test_any_number_of_credits_in_a_row_is_read() -> None:
    printed = "Ảnh: Mai Hoa; " * 600
    assert split_credit(f"Chợ. {printed}") is not None
    assert 1 < len(credit_lines(printed)) < 600
