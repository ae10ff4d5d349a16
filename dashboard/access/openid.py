"""Signing in at the office's own sign-on service, where the settings name one (OpenID Connect Core 1.0).

Authorization code with PKCE (RFC 7636), state and nonce. The service says who somebody is; what they may see
stands in the record, so that only a name that has an account there is let in. The session is then one of
ours. No host is asked unless the setting is set.
"""

import hashlib
import logging
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

import httpx
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.httpx_client import OAuth2Client
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, OctKey
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from dashboard.access import pages
from dashboard.access.browser import begin_session, device, network
from dashboard.record import store
from dashboard.settings import settings
from data.accounts import sessions
from data.errors import SignInRefused
from data.text import N_, Words
from geo.errors import Refused

BEGIN, RETURN = "/login/openid", "/login/openid/callback"
COOKIE = "petition_openid"
UNDER_WAY = 600
"""Seconds for which somebody may be at the service."""
LEEWAY = 120
"""Seconds by which its clock may differ."""
PATIENCE = 10.0
"""Seconds for an answer of it."""
SIGNATURES = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "Ed25519"]

_log = logging.getLogger(__name__)


def routes() -> list[Route]:
    """Where one leaves for the service, and comes back from it."""
    return [Route(BEGIN, _begin), Route(RETURN, _return)]


def link(language: str, onward: str) -> tuple[str, str] | None:
    """Words and address of the way to the service; None where there is none."""
    if provider() is None:
        return None
    kept = {"next": onward} if onward != "/" else {}
    return Words(language)(N_("Sign in with single sign-on")), pages.address(BEGIN, language, **kept)


@dataclass(frozen=True)
class Provider:
    """The service, and what this program is to it.

    Parameters
    ----------
    claim
        What of its answer is the name of the account.
    """

    issuer: str
    client_id: str
    secret: str
    claim: str

    def begin(self, returns: str) -> tuple[str, dict[str, str]]:
        """Address that one is sent to, and what has to come back."""
        kept = {name: secrets.token_urlsafe(32) for name in ("state", "nonce", "verifier")}
        with self._client(returns) as client:
            address, _ = client.create_authorization_url(
                self._metadata(client)["authorization_endpoint"],
                state=kept["state"],
                nonce=kept["nonce"],
                code_verifier=kept["verifier"],
            )
        return address, kept

    def account(self, returns: str, code: str, kept: Mapping[str, str]) -> str:
        """Name of the account of who comes back with a code."""
        with self._client(returns) as client:
            metadata = self._metadata(client)
            answer = client.fetch_token(metadata["token_endpoint"], code=code, code_verifier=kept["verifier"])
            keys = KeySet.import_key_set(_asked(client, metadata["jwks_uri"]))
            token = jwt.decode(answer["id_token"], keys, algorithms=SIGNATURES)
            must = {"iss": {"essential": True, "value": self.issuer}}
            own = {"nonce": kept["nonce"], "client_id": self.client_id}
            own |= {"access_token": answer["access_token"]}
            claims = CodeIDToken(token.claims, token.header, must, own)
            claims.validate(leeway=LEEWAY)
            audience = claims["aud"] if isinstance(claims["aud"], list) else [claims["aud"]]
            if self.client_id not in audience:
                raise ValueError("another audience")
            if self.claim in claims:
                return str(claims[self.claim])
            told = client.get(metadata["userinfo_endpoint"]).raise_for_status().json()
            if told["sub"] != claims["sub"]:
                raise ValueError("another subject")
            return str(told[self.claim])

    def sealed(self, values: Mapping[str, str]) -> str:
        """Values as the browser keeps them meanwhile: signed, for some minutes."""
        until = {"exp": int(time.time()) + UNDER_WAY}
        return jwt.encode({"alg": "HS256"}, {**values, **until}, self._key())

    def unsealed(self, text: str) -> dict[str, str]:
        token = jwt.decode(text, self._key(), algorithms=["HS256"])
        jwt.JWTClaimsRegistry(exp={"essential": True}).validate(token.claims)
        return dict(token.claims)

    def _key(self) -> OctKey:
        return OctKey.import_key(hashlib.sha256(b"petition map: sign-on" + self.secret.encode()).digest())

    def _client(self, returns: str) -> OAuth2Client:
        return OAuth2Client(
            self.client_id,
            self.secret,
            scope="openid profile",
            redirect_uri=returns,
            code_challenge_method="S256",
            timeout=PATIENCE,
        )

    def _metadata(self, client: OAuth2Client) -> Any:
        """What the service says of itself (OpenID Connect Discovery 1.0, 4)."""
        told = _asked(client, f"{self.issuer.rstrip('/')}/.well-known/openid-configuration")
        if told["issuer"] != self.issuer:
            raise ValueError("another issuer")
        scheme = urlsplit(self.issuer).scheme
        if any(urlsplit(told[name]).scheme != scheme for name in ("token_endpoint", "jwks_uri")):
            raise ValueError("another scheme")
        return told


def _asked(client: OAuth2Client, address: str) -> Any:
    return client.request("GET", address, withhold_token=True).raise_for_status().json()


def provider() -> Provider | None:
    """The service of the settings; None: there is none."""
    own = settings()
    if not own.oidc_issuer:
        return None
    return Provider(own.oidc_issuer, own.oidc_client_id, own.oidc_secret(), own.oidc_claim)


async def _begin(request: Request) -> Response:
    service = provider()
    if service is None:
        return Response(status_code=HTTPStatus.NOT_FOUND)
    try:
        address, kept = await run_in_threadpool(_told, service.begin, _returns(request))
    except Refused as error:
        return _refused(request, error)
    kept |= {"next": pages.onward_of(request), "lang": pages.language(request)}
    response = RedirectResponse(address, HTTPStatus.SEE_OTHER)
    response.set_cookie(
        COOKIE,
        service.sealed(kept),
        max_age=UNDER_WAY,
        path=BEGIN,
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
    )
    return response


async def _return(request: Request) -> Response:
    service = provider()
    if service is None:
        return Response(status_code=HTTPStatus.NOT_FOUND)
    try:
        token, kept = await run_in_threadpool(_session, service, request)
    except Refused as error:
        response = _refused(request, error)
    else:
        request.state.form = kept
        response = begin_session(request, token, pages.onward_of(request))
    response.delete_cookie(COOKIE, path=BEGIN)
    return response


def _session(service: Provider, request: Request) -> tuple[str, dict[str, str]]:
    """Token of a session of ours for who comes back, and what was kept when they left."""
    told = dict(httpx.QueryParams(request.url.query))
    kept: dict[str, str] = _told(service.unsealed, request.cookies.get(COOKIE, ""))
    if not secrets.compare_digest(told.get("state", "").encode(), kept["state"].encode()):
        raise _unusable()
    if "code" not in told:
        raise SignInRefused("The sign-on service let nobody in")
    name = _told(service.account, _returns(request), told["code"], kept)
    token = sessions.sign_in_known(store(), name, device=device(request), address=network(request))
    return token, kept


def _told(ask: Any, *words: Any) -> Any:
    """What the service answers; refused, whatever is wrong with it."""
    try:
        return ask(*words)
    except (httpx.HTTPError, AuthlibBaseError, JoseError, ValueError, KeyError, TypeError) as error:
        _log.warning("the sign-on service could not be used: %s", type(error).__name__)
        raise _unusable() from None


def _unusable() -> SignInRefused:
    return SignInRefused("The sign-on service does not answer, or not as it should: try again")


def _refused(request: Request, error: Refused) -> Response:
    words = Words(pages.language(request))
    back = (words(N_("Sign in with name and password")), pages.address(pages.LOGIN, words.language))
    page = pages.Page(words(N_("Sign in")), links=[back])
    return pages.render(request, page, error=words.say(error), status=HTTPStatus.UNAUTHORIZED)


def _returns(request: Request) -> str:
    """Where the service sends back to; it has to know this address."""
    return f"{request.url.scheme}://{request.url.netloc}{RETURN}"
