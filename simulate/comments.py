"""What simulated citizens write: praise and complaints without names, numbers or places."""

import numpy as np

PRAISE: tuple[str, ...] = (
    "Cán bộ nhiệt tình, hướng dẫn dễ hiểu.",
    "Làm thủ tục nhanh, không phải chờ lâu. Xin cảm ơn.",
    "Nhân viên vui vẻ, lịch sự, chào hỏi từ lúc vào đến lúc về.",
    "Được hướng dẫn một lần là đủ hồ sơ, rất tiện.",
    "Trả kết quả sớm hơn ngày hẹn.",
    "Phòng chờ sạch sẽ, mát mẻ, có nước uống.",
    "Tôi lớn tuổi, mắt kém, được cán bộ đọc và ghi giúp từng mục. Rất cảm ơn.",
    "Có người đứng hướng dẫn lấy số ngay ở cửa nên đỡ bỡ ngỡ.",
    "Thái độ phục vụ tốt hơn trước nhiều.",
    "Giải thích rõ ràng vì sao hồ sơ còn thiếu.",
    "Nộp qua mạng được cán bộ chỉ từng bước, lần sau tôi tự làm được.",
    "Mọi thứ đều niêm yết rõ, phí bao nhiêu thu đúng bấy nhiêu.",
    "Cán bộ làm việc đúng giờ, nghiêm túc.",
    "Hài lòng. Mong giữ được như vậy.",
    "Xử lý nhanh gọn, không yêu cầu thêm giấy tờ gì ngoài quy định.",
    "Cán bộ trẻ nhưng nắm chắc nghiệp vụ, trả lời đâu ra đấy.",
    "Được ưu tiên vì có con nhỏ, tôi rất cảm động.",
    "Kết quả gửi về tận nhà, đỡ phải đi lại.",
    "Biển chỉ dẫn dễ thấy, vào là biết phải đến quầy nào.",
    "Đã gọi điện báo đến nhận kết quả, rất chu đáo.",
    "Chờ hơi đông nhưng cán bộ vẫn kiên nhẫn với từng người.",
    "Đi một buổi là xong việc, rất hài lòng.",
)

COMPLAINTS: dict[str, tuple[str, ...]] = {
    "A": (
        "Ghế chờ ít, buổi sáng đông phải đứng.",
        "Khó tìm quầy, biển chỉ dẫn nhỏ và bị che khuất.",
        "Máy lấy số hay hỏng, mọi người chen nhau.",
        "Mùa hè phòng chờ rất nóng, quạt không đủ mát.",
        "Không có bàn viết, phải kê giấy lên đầu gối.",
        "Chỗ để xe chật, trời mưa không có mái che.",
        "Máy tính cho người dân nộp hồ sơ chạy rất chậm.",
    ),
    "B": (
        "Bảng niêm yết chữ nhỏ quá, người già không đọc được.",
        "Đã nộp đủ theo danh mục nhưng vẫn bị yêu cầu thêm giấy xác nhận.",
        "Phải nộp lại bản sao giấy tờ đã có trong dữ liệu rồi.",
        "Danh mục hồ sơ dán ở bảng khác với danh mục trên mạng.",
        "Thời gian giải quyết dài hơn ghi trong giấy hẹn.",
        "Không được giải thích rõ khoản phí phải nộp.",
        "Mẫu đơn khó hiểu, nên có mẫu điền sẵn để xem.",
    ),
    "C": (
        "Hỏi lại lần hai thì cán bộ tỏ ra khó chịu.",
        "Hướng dẫn không hết một lần, phải bổ sung hồ sơ nhiều lần.",
        "Giữa buổi không thấy ai ở quầy, chờ rất lâu mới có người.",
        "Cán bộ vừa tiếp dân vừa nói chuyện điện thoại.",
        "Nói nhanh quá, tôi nghe không kịp.",
        "Mỗi người hướng dẫn một kiểu, không biết theo ai.",
        "Chưa hết giờ làm việc đã ngừng nhận hồ sơ.",
        "Có người đến sau mà được gọi trước.",
    ),
    "D": (
        "Trả kết quả trễ hẹn mà không ai báo trước.",
        "Đến đúng ngày hẹn nhưng hồ sơ chưa xong, phải về tay không.",
        "Kết quả ghi sai thông tin, phải làm lại từ đầu.",
        "Trễ hẹn nhưng không có văn bản xin lỗi.",
        "Hồ sơ nằm ở cơ quan chuyên môn lâu, hỏi quầy thì quầy không biết.",
        "Phải đi lại nhiều lần mới nhận được kết quả.",
        "Trên mạng báo đã xong nhưng đến nơi lại chưa có.",
    ),
    "E": (
        "Đã góp ý một lần nhưng không thấy trả lời.",
        "Không biết gửi phản ánh ở đâu, hỏi thì được chỉ lòng vòng.",
        "Gọi đường dây nóng không ai nghe máy.",
        "Phản ánh rồi nhưng chờ lâu mới có kết quả.",
        "Hòm thư góp ý để ở chỗ khuất, nên đặt gần cửa.",
    ),
}
"""By the element of the questionnaire that they are about."""

WISHES: tuple[str, ...] = (
    "Nên nhận hồ sơ cả sáng thứ bảy cho người đi làm.",
    "Mong có thêm người hướng dẫn vào đầu tuần.",
    "Nên có thêm ghế và cây nước uống.",
    "Mong nhắn tin báo khi có kết quả.",
    "Nên cho đặt lịch hẹn trước để đỡ phải chờ.",
    "Đề nghị in hướng dẫn chữ to cho người cao tuổi.",
)

_PRAISED, _WISHED, _SECOND = 0.85, 0.12, 0.3


def comment(randomness: np.random.Generator, worst: str | None) -> str:
    """One or two sentences. `worst` names the element that dissatisfied, None if nothing did."""
    draw, second = randomness.random(2)
    pool = COMPLAINTS.get(worst or "", PRAISE)
    if worst is None and draw >= _PRAISED:
        pool = WISHES
    first = str(randomness.choice(pool))
    if second >= _SECOND:
        return first
    others = WISHES if draw < _WISHED and pool is not WISHES else pool
    further = str(randomness.choice(others))
    return first if further == first else f"{first} {further}"
