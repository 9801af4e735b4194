"""Addresses of intake's pages (below /lam-viec/)."""

from django.urls import path

from doithoai.process.intake import attached, collecting, letters, machines, offline, receiving, vault_pages, views

app_name = "intake"
urlpatterns = [
    path("y-kien", views.register, name="register"),
    path("nhap", views.entry, name="entry"),
    path("ngoai-tuyen", offline.page, name="offline"),
    path("ngoai-tuyen/toi", offline.me, name="offline_me"),
    path("ngoai-tuyen/gui", offline.send, name="offline_send"),
    path("ngoai-tuyen/sw.js", offline.worker, name="offline_worker"),
    path("ngoai-tuyen/ung-dung.webmanifest", offline.manifest, name="offline_manifest"),
    path("tep", views.import_, name="import"),
    path("tep/<int:pk>", views.file, name="file"),
    path("tiep-nhan/<str:code>", views.opinion, name="opinion"),
    path("tiep-nhan/<str:code>/kem-theo/<int:number>", attached.attachment, name="attachment"),
    path("tiep-nhan/<str:code>/bien-nhan", views.receipt, name="receipt"),
    path("tiep-nhan/<str:code>/bien-nhan.pdf", views.receipt_pdf, name="receipt_pdf"),
    path("tim-nguoi-gui", vault_pages.find, name="find"),
    path("tiep-nhan/<str:code>/nguoi-gui", vault_pages.contact, name="contact"),
    path("tiep-nhan/<str:code>/xin-mo-danh-tinh", vault_pages.ask_contact, name="ask_contact"),
    path("mo-danh-tinh/<int:pk>", vault_pages.open_contact, name="open_contact"),
    path("dot", collecting.rounds, name="rounds"),
    path("dot/moi", collecting.open_round, name="open_round"),
    path("dot/<int:pk>", collecting.round_, name="round"),
    path("tiep-cong-dan", receiving.days, name="receptions"),
    path("tiep-cong-dan/<str:code>", receiving.day, name="reception"),
    path("tiep-cong-dan/<str:code>/bat-dau", receiving.begin, name="reception_begin"),
    path("tiep-cong-dan/<str:code>/luot", receiving.turn, name="reception_turn"),
    path("tiep-cong-dan/<str:code>/tu-choi", receiving.refuse, name="reception_refuse"),
    path("tiep-cong-dan/<str:code>/ket-thuc", receiving.end, name="reception_end"),
    path("tiep-cong-dan/<str:code>/so", receiving.book, name="reception_book"),
    path("thu", letters.letters, name="letters"),
    path("thu/<int:pk>", letters.letter, name="letter"),
    path("thu/<int:pk>/bo-qua", letters.aside, name="letter_aside"),
    path("thu/<int:pk>/goc", letters.original, name="letter_original"),
    path("khoa", machines.machines, name="keys"),
    path("khoa/<int:pk>/ngung", machines.end, name="end_key"),
]
