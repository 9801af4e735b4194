"""Addresses of the programme's pages (below /lam-viec/)."""

from django.urls import path

from doithoai.process.programme import inviting, lottery, tasks, views, voters, year

app_name = "programme"
urlpatterns = [
    path("cuoc", views.meetings, name="list"),
    path("cuoc/moi", views.plan, name="plan"),
    path("cuoc/<str:code>", views.meeting, name="meeting"),
    path("cuoc/<str:code>/thong-bao", views.announce, name="announce"),
    path("cuoc/<str:code>/buoc-tiep", views.advance, name="advance"),
    path("cuoc/<str:code>/huy", views.cancel, name="cancel"),
    path("cuoc/<str:code>/doi-ngay", views.move, name="move"),
    path("cuoc/<str:code>/cong-khai", views.publish, name="publish"),
    path("chuong-trinh", year.this_year, name="this_year"),
    path("chuong-trinh/<int:year>", year.year, name="year"),
    path("chuong-trinh/<int:year>/soan", year.draft, name="draft"),
    path("chuong-trinh/<int:year>/ban-hanh", year.issue, name="issue"),
    path("chuong-trinh/<int:year>/tiep-cong-dan", year.receptions, name="receptions"),
    path("cuoc/<str:code>/viec", tasks.tasks, name="tasks"),
    path("cuoc/<str:code>/viec/thuong-le", tasks.propose, name="propose_tasks"),
    path("cuoc/<str:code>/viec/them", tasks.add, name="add_task"),
    path("cuoc/<str:code>/dia-ban", tasks.choose_locality, name="locality"),
    path("viec/<int:pk>", tasks.task, name="task"),
    path("cuoc/<str:code>/dai-bieu", inviting.guest_list, name="guests"),
    path("cuoc/<str:code>/dai-bieu/giay-moi", inviting.letters, name="letters"),
    path("cuoc/<str:code>/dai-bieu/in", inviting.printed, name="guests_print"),
    path("cuoc/<str:code>/dai-bieu/<int:number>", inviting.guest, name="guest"),
    path("cuoc/<str:code>/diem-danh", inviting.attendance, name="attendance"),
    path("cuoc/<str:code>/boc-tham", lottery.lottery, name="lot"),
    path("cuoc/<str:code>/boc-tham/<int:pk>/in", lottery.printed, name="lot_print"),
    path("cuoc/<str:code>/boc-tham/<int:pk>/ten", lottery.names, name="lot_names"),
    path("cu-tri", voters.voters, name="voters"),
    path("cu-tri/<int:pk>", voters.voter_request, name="voter_request"),
]
