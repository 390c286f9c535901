"""Canaille with one person and one public client, Studio, both in memory.

Prints the issuer once it listens. Arguments: port, Studio's origin, seconds that tokens live.
"""

import sys

from canaille import create_app
from canaille.app import models
from canaille.backends import Backend
from werkzeug.serving import make_server


def configuration(port: int, lifetime: int) -> dict:
    return {
        "SECRET_KEY": "only for tests",
        "SERVER_NAME": f"127.0.0.1:{port}",
        "PREFERRED_URL_SCHEME": "http",
        # Any client on a trusted domain is let in without a consent page.
        "CANAILLE_OIDC": {"TRUSTED_DOMAINS": [".localhost"]},
        "CANAILLE": {"JAVASCRIPT": False, "HTMX": False, "CAPTCHA_ENABLED": False},
        "OAUTH2_TOKEN_EXPIRES_IN": {
            "authorization_code": lifetime,
            "refresh_token": lifetime,
        },
    }


def add_person() -> None:
    Backend.instance.save(
        models.User(
            user_name="carla",
            formatted_name="Carla Canaille",
            family_name="Canaille",
            emails=["carla@example.com"],
            password="correct horse",
        )
    )


def add_studio(origin: str) -> None:
    client = models.Client(
        client_id="nemo-studio",
        client_name="NMP Studio",
        # Where CORS is allowed from; there is no other setting for it.
        client_uri=f"{origin}/studio/",
        redirect_uris=[f"{origin}/studio/auth/success"],
        post_logout_redirect_uris=[f"{origin}/studio/"],
        grant_types=["authorization_code", "refresh_token"],
        response_types=["code"],
        scope=["openid", "profile", "email", "groups"],
        token_endpoint_auth_method="none",
        # Left out, the strongest algorithm of the key is taken, although RS256 is the default
        # (OpenID Connect Registration 1.0, section 2). It is that of access tokens, too.
        id_token_signed_response_alg="RS256",
    )
    Backend.instance.save(client)
    # For whom its access tokens are; the platform is to look for this.
    client.audience = [client]
    Backend.instance.save(client)


def main() -> None:
    port, origin, lifetime = int(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    app = create_app(configuration(port, lifetime))
    with app.app_context(), Backend.instance.session():
        add_person()
        add_studio(origin)
    server = make_server("127.0.0.1", port, app, threaded=True)
    print(f"http://127.0.0.1:{port}", flush=True)
    server.serve_forever()


main()
