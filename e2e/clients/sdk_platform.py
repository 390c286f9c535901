"""Every call that NVIDIA's Python SDK has for workspaces and members, and what comes of each.

Without arguments the client reads what `nemo auth login` has left. BOB is a token of another
person. Writes one line of JSON for each call.
"""

import asyncio
import json
import os

from nemo_platform import APIStatusError, AsyncNeMoPlatform, NeMoPlatform

alice = NeMoPlatform(workspace="sdk-team")
bob = NeMoPlatform(base_url=str(alice.base_url), access_token=os.environ["BOB"])


def plain(value):
    if hasattr(value, "to_dict"):
        return value.to_dict(mode="json")
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    return value


def call(name: str, function, /, *args, **kwargs):
    try:
        outcome = {"answer": plain(function(*args, **kwargs))}
    except APIStatusError as error:
        outcome = {"error": type(error).__name__, "status": error.status_code, "body": error.body}
    print(json.dumps({"call": name, **outcome}, default=str))


workspaces, members = alice.workspaces, alice.workspaces.members

call("create", workspaces.create, name="sdk-team", description="By the SDK")
call("create again", workspaces.create, name="sdk-team")
call("create again, exist_ok", workspaces.create, name="sdk-team", exist_ok=True)
call("create without waiting", workspaces.create, name="sdk-two", wait_role_propagation=False)
call("create with a bad name", workspaces.create, name="SDK")
call("retrieve", workspaces.retrieve, "sdk-team")
call("retrieve what is not there", workspaces.retrieve, "sdk-nothing")
call("update", workspaces.update, "sdk-team", description="Changed")
call("list", lambda: [item.name for item in workspaces.list(sort="name")])
call("list by pages", lambda: [item.name for item in workspaces.list(sort="-name", page_size=1)])
call("list a page", lambda: workspaces.list(sort="name", page=2, page_size=1))
call("list filtered", lambda: workspaces.list(filter={"name": {"$like": "sdk"}}, sort="name"))
call("list in a wrong order", lambda: workspaces.list(sort="owner"))
call("list raw", lambda: workspaces.with_raw_response.list(page_size=2).status_code)

call("members list", members.list)
call("members create", members.create, principal="bob@example.com", roles=["Viewer"])
call("members create with the default role", members.create, principal="carol@example.com")
call("members create everyone", members.create, principal="*", roles=["Viewer"])
call("members list all", members.list)
call("as a viewer: retrieve", bob.workspaces.retrieve, "sdk-team")
call("as a viewer: update", bob.workspaces.update, "sdk-team", description="x")
call(
    "as a viewer: add",
    bob.workspaces.members.create,
    workspace="sdk-team",
    principal="eve@example.com",
)
call("members update", members.update, "bob@example.com", roles=["Admin"])
call("members update the other Admin", members.update, "alice@example.com", roles=["Editor"])
call("bob restores", bob.workspaces.members.update, "alice@example.com", workspace="sdk-team", roles=["Admin"])
call("members delete", members.delete, "bob@example.com")
call("members delete again", members.delete, "bob@example.com")
call("members delete everyone", members.delete, "*")
call("the last Admin leaves", members.delete, "alice@example.com")


async def asynchronously():
    client = AsyncNeMoPlatform(workspace="sdk-team")
    names = [item.name async for item in client.workspaces.list(sort="name")]
    members = plain(await client.workspaces.members.list())["data"]
    # NeMo Platform 0.3.0 lists a binding that was taken away and given again at its old place.
    return [names, sorted(members, key=lambda member: member["principal"])]


call("asynchronously", lambda: asyncio.run(asynchronously()))
call("delete", workspaces.delete, "sdk-team")
call("delete the other", workspaces.delete, "sdk-two")
call(
    "without a token",
    NeMoPlatform(base_url=str(alice.base_url)).workspaces.retrieve,
    "default",
)
