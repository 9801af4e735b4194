"""The whole road in a browser: from a village's own Excel file to an answer its asker has rated.

anna the farmer, bo the clerk, cam the coordinator, dung the officer, em the approver, giang the leader, hai the chair.
"""

import re
from pathlib import Path

import pytest

import doithoai
from tests.journeys.walk import choose, fill, follow, go, open_act, press, says

pytestmark = pytest.mark.journey
SHEET = Path(doithoai.__file__).parent / "process/intake/channels/sheet/samples/01-letterhead.xlsx"
ROAD = "Đường vào xóm ƯỠNG ẪM ỆCH ỘT Ằ ĐẶNG ngập mỗi khi mưa, bao giờ xã sửa?"
HEALTH = "Trạm y tế thiếu thuốc cho người già."
BRIDGE = "Cầu treo Đồng Thắng"


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("js", [True, False], ids=["js", "nojs"])
def test_from_a_village_file_to_a_rating(walks, js, width):
    walk = walks(f"{'js' if js else 'nojs'}-{width}", js=js, width=width)
    bo = walk.staff("clerk")
    clerk_brings_the_village_file(walk, bo)
    anna = walk.citizen()
    number, secret = anna_sends(walk, anna)
    cam = walk.staff("coordinator")
    road, health = cam_splits(walk, cam, number)
    cam_joins_undoes_and_joins_again(walk, cam, road)
    cam_sets_one_aside(walk, cam)
    left = cam_clears_the_queue_but_one(walk, cam)
    cam_assigns(walk, cam, road)
    dung, em = walk.staff("officer"), walk.staff("approver")
    dung_accepts_and_answers(walk, dung, road)
    em_returns_the_draft(walk, em)
    dung_mends(walk, dung, road)
    em_sees_what_changed_and_publishes(walk, em)
    cam_opens_the_meeting(walk, cam)
    bo_keeps_the_register(walk, bo, health)
    concluding_waits_for_the_last(walk, walk.staff("chair"), cam, left)
    the_sheet_balances(walk, bo)
    anna_reads_and_rates(walk, anna, secret, road)
    everybody_reads(walk, walk.citizen(), road)
    giang_reads_the_figures(walk, walk.staff("leader"))


def clerk_brings_the_village_file(walk, bo):
    walk.look(bo, "desk-clerk")
    upload(walk, bo)
    says(bo, "12 ý kiến", "Nhập 12 ý kiến vào sổ", "0 đã có trong sổ")
    walk.look(bo, "preview")
    press(bo, "Nhập 12 ý kiến vào sổ")
    says(bo, "Đã thêm 12 ý kiến vào sổ tiếp nhận")
    walk.look(bo, "imported")
    upload(walk, bo)
    says(bo, "0 mới: cả tệp đã có trong sổ")
    walk.look(bo, "again")
    assert not bo.get_by_role("button", name="ý kiến vào sổ").count()
    go(bo, "/lam-viec/y-kien")
    assert bo.locator("tbody tr").count() == 12
    walk.look(bo, "register")


def upload(walk, bo):
    go(bo, "/lam-viec/tep")
    fill(bo, village="Thôn Đông")
    bo.locator("select[name=meeting]").select_option(walk.who["meeting"])
    bo.locator("input[type=file]").set_input_files(SHEET)
    walk.look(bo, "upload")
    press(bo, "Đọc tệp và xem trước")


def anna_sends(walk, anna):
    go(anna, "/")
    walk.look(anna, "home")
    go(anna, f"/doi-thoai/{walk.who['meeting']}")
    walk.look(anna, "meeting-collecting")
    follow(anna, "Gửi ý kiến cho cuộc này")
    press(anna, "Tiếp tục")
    says(anna, "ít nhất 20 ký tự")
    walk.look(anna, "send-error")
    fill(anna, text=f"{ROAD} {HEALTH}", village="Thôn Đoài")
    walk.look(anna, "send-write")
    press(anna, "Tiếp tục")
    fill(anna, name="Nguyễn Thị ẪM", phone="0912 345 678")
    walk.look(anna, "send-who")
    press(anna, "Tiếp tục")
    says(anna, ROAD, "Nguyễn Thị ẪM")
    walk.look(anna, "send-check")
    press(anna, "Gửi ý kiến")
    walk.look(anna, "receipt")
    told = anna.locator("main").inner_text()
    secret = re.sub(r"\D", "", anna.locator(".code16").inner_text())
    assert len(secret) == 16 and secret not in anna.url
    return re.search(r"YK-\d{4}-\d{6}", told)[0], secret


def cam_splits(walk, cam, number):
    walk.look(cam, "desk-coordinator")
    go(cam, "/lam-viec/phan-loai")
    walk.look(cam, "triage-queue")
    follow(cam, number)
    # The splitter proposes; a person decides: one matter first, then two again at the sign //.
    while cam.locator(".part").count() > 1:
        press(cam, "Bỏ", within=cam.locator(".part").last)
    fill(cam, p0__excerpt=f"{ROAD} // {HEALTH}")
    press(cam, "Tách ở dấu //")
    assert cam.locator(".part").count() == 2
    # What the machine chose beforehand is only an offer: taken away, the person has to choose.
    for n in range(2):
        cam.locator(f"[name=p{n}-field]").select_option("")
    press(cam, "Lưu và sang ý kiến tiếp")
    says(cam, "Có chỗ cần sửa", "Chọn lĩnh vực cho vấn đề này.")
    walk.look(cam, "triage-error")
    cam.locator("[name=p0-field]").select_option("transport")
    cam.locator("[name=p1-field]").select_option("health")
    walk.look(cam, "triage-split")
    cam.locator(".answer-bar").get_by_role("button", name="Lưu", exact=False).last.click()
    says(cam, "Ý kiến này nêu")
    walk.look(cam, "triage-done")
    codes = re.findall(r"VD-\d{4}-\d{6}", cam.locator(".voices").inner_text())
    assert len(codes) == 2
    return codes


def cam_joins_undoes_and_joins_again(walk, cam, road):
    join_the_bridge(walk, cam, road)
    follow(cam, "Hoàn tác phân loại")
    walk.look(cam, "undo")
    press(cam, "Hoàn tác")
    says(cam, "chờ phân loại lại")
    join_the_bridge(walk, cam, road)
    go(cam, f"/lam-viec/van-de/{road}")
    says(cam, BRIDGE, ROAD)


def join_the_bridge(walk, cam, road):
    go(cam, "/lam-viec/phan-loai")
    with cam.expect_navigation():
        cam.locator("tr", has_text=BRIDGE).get_by_role("link").first.click()
    while cam.locator(".part").count() > 1:
        press(cam, "Bỏ", within=cam.locator(".part").last)
    open_act(cam, "Đưa vào một vấn đề đã có")
    fill(cam, p0__find="duong vao xom")
    press(cam, "Tìm", within=cam.locator(".find").first)
    choose(cam, "p0-into", road)
    walk.look(cam, "triage-join")
    with cam.expect_navigation():
        cam.locator("button[value=save]").click()
    says(cam, road)


def cam_sets_one_aside(walk, cam):
    go(cam, "/lam-viec/phan-loai")
    with cam.expect_navigation():
        cam.locator("tr", has_text="Quốc hội nên có hẳn luật").get_by_role("link").first.click()
    follow(cam, "Không xử lý")
    press(cam, "Ghi lý do")
    says(cam, "Chọn một lý do.")
    choose(cam, "ready", "empty")
    walk.look(cam, "set-aside")
    press(cam, "Ghi lý do")
    says(cam, "Đã ghi lý do không xử lý")


def cam_clears_the_queue_but_one(walk, cam):
    go(cam, "/lam-viec/phan-loai")
    waiting = cam.locator("tbody tr").count()
    assert waiting == 10
    follow(cam, "Bắt đầu từ ý kiến cũ nhất")
    for _opinion in range(waiting - 1):
        classify(cam)
        press(cam, "Lưu và sang ý kiến tiếp")
    return re.search(r"YK-\d{4}-\d{6}", cam.url)[0]


def classify(cam):
    for field in cam.locator("main select[name$=-field]").all():
        field.select_option("agriculture")


def cam_assigns(walk, cam, road):
    go(cam, "/lam-viec/van-de")
    walk.look(cam, "matters")
    follow(cam, road)
    walk.look(cam, "case-open")
    press(cam, "Giao việc")
    says(cam, "Chọn đơn vị chủ trì.")
    cam.locator("select[name=lead]").select_option(label=f"Phòng Kinh tế · {walk.who['unit']}")
    fill(cam, basis="Luật Tiếp công dân 2013, Điều 28")
    press(cam, "Giao việc")
    says(cam, "Đã giao việc.", "Phòng Kinh tế", "Luật Tiếp công dân 2013, Điều 28")
    walk.look(cam, "case-assigned")


def dung_accepts_and_answers(walk, dung, road):
    walk.look(dung, "desk-officer")
    go(dung, f"/lam-viec/van-de/{road}")
    assert "Nguyễn Thị ẪM" not in dung.content() and "0912" not in dung.content()
    press(dung, "Nhận việc")
    follow(dung, "Soạn trả lời")
    fill(dung, reply="Đường vào xóm ƯỠNG ẪM đã được khơi rãnh, mưa không còn ngập; xã sửa xong trong tháng này.")
    choose(dung, "result", "resolved")
    press(dung, "Trình duyệt")
    says(dung, "Có chỗ cần sửa", "bằng chứng")
    walk.look(dung, "answer-gap")
    fill(dung, evidence="Biên bản nghiệm thu số 12 ngày 20/11/2026", basis="Kiểm tra tại chỗ ngày 19/11/2026")
    press(dung, "Trình duyệt")
    says(dung, "Đã trình duyệt.")
    walk.look(dung, "answer-submitted")


def em_returns_the_draft(walk, em):
    walk.look(em, "desk-approver")
    go(em, "/lam-viec/duyet")
    walk.look(em, "reviews")
    follow(em, "Bắt đầu duyệt")
    open_act(em, "Trả lại người soạn")
    fill(em, reason="Xin ghi rõ ai đã làm.")
    press(em, "Trả lại")
    says(em, "kèm lý do", "Hết việc")


def dung_mends(walk, dung, road):
    go(dung, f"/lam-viec/van-de/{road}/tra-loi")
    says(dung, "Xin ghi rõ ai đã làm.")
    walk.look(dung, "answer-returned")
    fill(dung, evidence="Biên bản nghiệm thu số 12 ngày 20/11/2026, đội thợ xóm ẪM làm")
    press(dung, "Trình duyệt")
    says(dung, "Đã trình duyệt.")


def em_sees_what_changed_and_publishes(walk, em):
    go(em, "/lam-viec/duyet")
    follow(em, "Bắt đầu duyệt")
    says(em, "Thay đổi so với bản trình trước", "đội thợ xóm ẪM làm")
    walk.look(em, "review-changes")
    press(em, "Chỉ duyệt")
    press(em, "Công khai")
    says(em, "Đã công khai trả lời")
    walk.look(em, "case-answered")


def cam_opens_the_meeting(walk, cam):
    go(cam, "/lam-viec/cuoc")
    walk.look(cam, "meetings")
    follow(cam, "Đối thoại định kỳ")
    walk.look(cam, "meeting")
    press(cam, "Chốt chuẩn bị")
    press(cam, "Bắt đầu")
    assert cam.url.endswith("/bien-ban")
    walk.look(cam, "register-empty")


def bo_keeps_the_register(walk, bo, health):
    register = f"/lam-viec/cuoc/{walk.who['meeting']}/bien-ban"
    go(bo, f"{register}?ghi=tra-loi&van-de={health}")
    fill(bo, said_by="Chủ tịch xã")
    press(bo, "Ghi trả lời và công khai")
    says(bo, "Có chỗ cần sửa", "Ghi lời trả lời.")
    walk.look(bo, "register-error")
    bo.locator("select[name=matter]").select_option(index=1)
    bo.locator("select[name=matter]").select_option(label=matter_named(bo, health))
    fill(bo, reply="Thuốc cho người già đã về trạm y tế sáng nay, bà con đến nhận.", basis="Phiếu nhập kho")
    choose(bo, "result", "explained")
    press(bo, "Ghi trả lời và công khai")
    says(bo, "Đã ghi trả lời tại chỗ và công khai.", "Chủ tịch xã", "Thuốc cho người già đã về")
    walk.look(bo, "register-answer")


def matter_named(page, code):
    return page.locator(f"select[name=matter] option:has-text('{code}')").inner_text().strip()


def concluding_waits_for_the_last(walk, hai, cam, left):
    walk.look(hai, "desk-chair")
    go(hai, f"/lam-viec/cuoc/{walk.who['meeting']}/bien-ban")
    press(hai, "Kết luận cuộc này")
    says(hai, "Chưa kết luận được: còn 1 ý kiến chưa phân loại", left)
    walk.look(hai, "conclude-refused")
    go(cam, f"/lam-viec/phan-loai/{left}")
    classify(cam)
    press(cam, "Lưu và sang ý kiến tiếp")
    says(cam, "Hết việc")
    walk.look(cam, "triage-empty")
    fill(hai, attendance="85")
    press(hai, "Kết luận cuộc này")
    says(hai, "Đã kết luận cuộc này.")
    walk.look(hai, "concluded")


def the_sheet_balances(walk, bo):
    go(bo, f"/lam-viec/cuoc/{walk.who['meeting']}/can-doi")
    walk.look(bo, "balance")
    told = " ".join(bo.locator("main").inner_text().split())
    total, settled, waiting, owed = map(int, re.search(r"(\d+) = (\d+) \+ (\d+) \+ (\d+)\.", told).groups())
    assert total == 13 == settled + waiting + owed and waiting == 0 and settled >= 3
    follow(bo, "Bản in")
    walk.look(bo, "balance-print")


def anna_reads_and_rates(walk, anna, secret, road):
    go(anna, "/tra-cuu")
    fill(anna, code="1111 2222 3333 4444")
    press(anna, "Xem")
    says(anna, "Chưa tìm thấy ý kiến nào với mã này.")
    walk.look(anna, "follow-unknown")
    fill(anna, code=" ".join(secret[at : at + 4] for at in range(0, 16, 4)))
    press(anna, "Xem")
    says(anna, ROAD, "đã được khơi rãnh", "Thuốc cho người già đã về")
    walk.look(anna, "story")
    answered = anna.locator("section.panel", has_text="khơi rãnh")
    press(anna, "Gửi đánh giá", within=answered)
    says(anna, "Xin chọn một mức.")
    answered = anna.locator("section.panel", has_text="khơi rãnh")
    answered.locator("label.choice:has(input[name=score][value='5'])").click()
    answered.locator("label.choice:has(input[name=solved][value=yes])").click()
    press(anna, "Gửi đánh giá", within=answered)
    says(anna, "Cảm ơn", "Đánh giá lại")
    walk.look(anna, "rated")
    assert secret not in anna.url


def everybody_reads(walk, reader, road):
    go(reader, f"/van-de/{road}")
    says(reader, "đã được khơi rãnh", "2 người nêu")
    assert "Nguyễn Thị ẪM" not in reader.content() and "0912" not in reader.content()
    walk.look(reader, "matter-public")
    go(reader, f"/doi-thoai/{walk.who['meeting']}")
    says(reader, "Đã nhận 13 ý kiến", "Thuốc cho người già đã về")
    walk.look(reader, "meeting-concluded")
    for name, path in (
        ("meetings", "/doi-thoai"),
        ("promises", "/cam-ket"),
        ("guide", "/huong-dan"),
        ("home-later", "/"),
    ):
        go(reader, path)
        walk.look(reader, name)


def giang_reads_the_figures(walk, giang):
    walk.look(giang, "desk-leader")
    go(giang, "/lam-viec/bao-cao")
    for label, number in (("Cuộc đối thoại", "1"), ("Ý kiến", "13"), ("Vấn đề", "12")):
        figure = giang.locator(".figure", has_text=label).first.inner_text().split()
        assert figure[0] == number, figure
    walk.look(giang, "report")
