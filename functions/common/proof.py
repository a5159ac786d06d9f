"""Who only found an open session goes no further where it matters."""

from __future__ import annotations

from functions.runtime.context import Ctx
from infra.postgres import identity
from shared.http.problem import Forbidden
from shared.identity.factor_policy import PROOF_LIFE


class ProofRequired(Forbidden):
    """It is too long ago that somebody signed in on this device, or entered the password."""

    code = "proof_required"
    title = "Enter your password again, or sign in anew"
    cure = (
        "Ask for the proof that `GET /v1/auth/prove` names, send it to `POST /v1/auth/prove`, "
        "and send the request again."
    )


def demand_proof(ctx: Ctx) -> None:
    """Let nobody go on who only found an open session; raises ProofRequired."""
    viewer, since = ctx.viewer, ctx.now() - PROOF_LIFE
    if not ctx.db(identity.FactorRepository).is_proven(viewer.user_id, viewer.session_id, since):
        raise ProofRequired
