"""Version 1: file a message, add papers, see how a claim stands, take the case file."""

from __future__ import annotations

from ninja import NinjaAPI

from wederhoor.api import errors
from wederhoor.api.v1.acceptances import router as acceptances
from wederhoor.api.v1.claims import router
from wederhoor.api.v1.events import router as events
from wederhoor.api.v1.keys import ShopKey
from wederhoor.api.v1.logs import router as logs
from wederhoor.api.v1.parcels import router as parcels
from wederhoor.api.v1.payments import router as payments
from wederhoor.api.v1.withdrawals import router as withdrawals

api = NinjaAPI(
    title="Wederhoor",
    version="1",
    description="File a customer's message and see what may be asked, what is missing and by when.",
    urls_namespace="api-v1",
    docs_url=None,
    auth=ShopKey(),
)
api.add_router("/claims", router)
api.add_router("/events", events)
api.add_router("/logs", logs)
api.add_router("/payments", payments)
api.add_router("/acceptances", acceptances)
api.add_router("/withdrawals", withdrawals)
api.add_router("/parcels", parcels)
errors.install(api)
