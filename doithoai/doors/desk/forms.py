"""What the desk reads from a browser."""

from django import forms
from django.utils.translation import gettext_lazy as _


class SignInForm(forms.Form):
    """Sign-in name and password. The name is lower-cased so that a lock cannot be dodged by its case."""

    username = forms.CharField(
        label=_("Tên đăng nhập"),
        max_length=60,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false", "autofocus": True}
        ),
        error_messages={"required": _("Xin ghi tên đăng nhập.")},
    )
    password = forms.CharField(
        label=_("Mật khẩu"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": _("Xin ghi mật khẩu.")},
    )

    def clean_username(self) -> str:
        """Return the name as it is stored."""
        return str(self.cleaned_data["username"]).strip().lower()


class SeatForm(forms.Form):
    """Which of the own seats to work from."""

    seat = forms.IntegerField(min_value=1, max_value=2**62)
    next = forms.CharField(max_length=500, required=False)
