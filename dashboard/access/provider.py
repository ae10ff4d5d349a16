"""The sign-on service of the office, as OpenID Connect Core 1.0 has it. Loaded only where one is set."""

import hashlib
import logging
import secrets
import time
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, OctKey

from dashboard.settings import settings
from data.errors import SignInRefused

with warnings.catch_warnings():  # it is about to change the name of what it stands on
    warnings.simplefilter("ignore")
    from authlib.common.errors import AuthlibBaseError
    from authlib.integrations.httpx_client import OAuth2Client
    from authlib.oidc.core import CodeIDToken

UNDER_WAY = 600
"""Seconds for which somebody may be at the service."""
LEEWAY = 120
"""Seconds by which its clock may differ."""
PATIENCE = 10.0
"""Seconds for an answer of it."""
SIGNATURES = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "Ed25519"]

_log = logging.getLogger(__name__)


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


def provider() -> Provider:
    """The service of the settings, which name one."""
    own = settings()
    return Provider(own.oidc_issuer or "", own.oidc_client_id, own.oidc_secret(), own.oidc_claim)


def told(ask: Any, *words: Any) -> Any:
    """What the service answers; refused, whatever is wrong with it."""
    try:
        return ask(*words)
    except (httpx.HTTPError, AuthlibBaseError, JoseError, ValueError, KeyError, TypeError) as error:
        _log.warning("the sign-on service could not be used: %s", type(error).__name__)
        raise unusable() from None


def unusable() -> SignInRefused:
    return SignInRefused("The sign-on service does not answer, or not as it should: try again")
