"""Django OAuth Toolkit with one public client, Studio, and one person, in memory.

Prints the issuer once it listens. Arguments: port, Studio's origin.
"""

import os
import sys
from wsgiref.simple_server import WSGIRequestHandler, make_server

import django
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.conf import settings
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.urls import include, path
from django.utils.html import escape

PORT, ORIGIN = int(sys.argv[1]), sys.argv[2]
ISSUER = f"http://127.0.0.1:{PORT}/o"
LOGIN, PASSWORD, EMAIL = "dana", "correct horse", "dana@example.com"


def private_key() -> str:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode()


settings.configure(
    SECRET_KEY="only for tests",
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    LOGIN_URL="/sign-in/",
    USE_TZ=True,
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    INSTALLED_APPS=[
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.sessions",
        "oauth2_provider",
    ],
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}],
    MIDDLEWARE=[
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
    ],
    OAUTH2_PROVIDER={
        "OIDC_ENABLED": True,
        "OIDC_ISS_ENDPOINT": ISSUER,
        "OIDC_RSA_PRIVATE_KEY": private_key(),
        "OIDC_RP_INITIATED_LOGOUT_ENABLED": True,
        "PKCE_REQUIRED": True,
        "ALLOWED_SCHEMES": ["https", "http"],
        "ALLOWED_REDIRECT_URI_SCHEMES": ["https", "http"],
        "SCOPES": {"openid": "", "profile": "", "email": ""},
        "OAUTH2_VALIDATOR_CLASS": f"{__name__}.Claims",
    },
)
# Without TLS, as everything here: otherwise the token endpoint answers no page of a browser (CORS).
os.environ["OAUTHLIB_INSECURE_TRANSPORT"] = "1"
django.setup()

# What needs the settings.
from django.contrib.auth import authenticate, get_user_model, login  # noqa: E402
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect  # noqa: E402
from oauth2_provider.models import get_application_model  # noqa: E402
from oauth2_provider.oauth2_validators import OAuth2Validator  # noqa: E402


class Claims(OAuth2Validator):
    """Puts the address into ID tokens."""

    oidc_claim_scope = {**OAuth2Validator.oidc_claim_scope, "email_verified": "email"}

    def get_additional_claims(self) -> dict:
        return {
            "email": lambda request: request.user.email,
            "email_verified": lambda _: True,
        }


def sign_in(request: HttpRequest) -> HttpResponse:
    """Django has no page of its own for this."""
    if request.method == "POST":
        fields = request.POST
        user = authenticate(request, username=fields["login"], password=fields["password"])
        if user is not None:
            login(request, user)
            return HttpResponseRedirect(fields["next"])
    target = escape(request.GET.get("next", ""))
    return HttpResponse(
        "<!doctype html><title>Sign in</title><h1>Sign in</h1>"
        '<form method="post" action="/sign-in/">'
        f'<input type="hidden" name="next" value="{target}">'
        '<label>Login <input name="login"></label>'
        '<label>Password <input name="password" type="password"></label>'
        "<button>Sign in</button></form>"
    )


urlpatterns = [
    path("o/", include("oauth2_provider.urls")),
    path("sign-in/", sign_in),
]


def add_person() -> None:
    get_user_model().objects.create_user(LOGIN, EMAIL, PASSWORD)


def add_studio() -> None:
    application = get_application_model()
    application.objects.create(
        client_id="nemo-studio",
        name="NMP Studio",
        client_type=application.CLIENT_PUBLIC,
        authorization_grant_type=application.GRANT_AUTHORIZATION_CODE,
        redirect_uris=f"{ORIGIN}/studio/auth/success",
        post_logout_redirect_uris=f"{ORIGIN}/studio/",
        # For CORS at the token endpoint.
        allowed_origins=ORIGIN,
        algorithm=application.RS256_ALGORITHM,
    )


class Quiet(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


# One thread, because the database is this thread's.
server = make_server("127.0.0.1", PORT, get_wsgi_application(), handler_class=Quiet)
call_command("migrate", verbosity=0)
add_person()
add_studio()
print(ISSUER, flush=True)
server.serve_forever()
