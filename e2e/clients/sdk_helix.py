"""Every call that the Python SDK of NeMo Helix has for workspaces and members, and what comes of each.

As sdk_platform.py: without arguments the client reads what `nhx auth login` has left, BOB is a token
of another person, and each call is a line of JSON.
"""

import asyncio
import json
import os

from nemo_helix_plugin.client.auth import StaticToken
from nemo_helix_plugin.client.errors import NemoHTTPError
from nemo_helix_plugin.workspaces.client import AsyncWorkspacesClient, WorkspacesClient
from nemo_helix_plugin.workspaces.types import (
    CreateWorkspaceMemberRequest as NewMember,
    CreateWorkspaceRequest as NewWorkspace,
    UpdateWorkspaceMemberRequest as MemberUpdate,
    UpdateWorkspaceRequest as WorkspaceUpdate,
)

alice = WorkspacesClient.from_config().with_workspace("sdk-team")
bob = WorkspacesClient(
    base_url=alice.base_url, workspace="sdk-team", auth=StaticToken(os.environ["BOB"])
)


def plain(value):
    if hasattr(value, "model_dump"):
        return value.model_dump(mode="json")
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    return value


def call(name: str, function, /, *args, **kwargs):
    try:
        answer = function(*args, **kwargs)
        outcome = {"answer": plain(answer.data() if hasattr(answer, "data") else answer)}
    except NemoHTTPError as error:
        outcome = {"error": type(error).__name__, "status": error.status_code, "body": error.body}
    print(json.dumps({"call": name, **outcome}, default=str))


def names(**query):
    return [item.name for item in alice.list_workspaces(query_params=query).items()]


def page(**query):
    found = alice.list_workspaces(query_params=query).page()
    return plain(found.items if hasattr(found, "items") else found)


call("create", alice.create_workspace, body=NewWorkspace(name="sdk-team", description="By the SDK"))
call("create again", alice.create_workspace, body=NewWorkspace(name="sdk-team"))
call("create again, exist_ok", alice.create_workspace, body=NewWorkspace(name="sdk-team"), exist_ok=True)
call(
    "create without waiting",
    alice.create_workspace,
    body=NewWorkspace(name="sdk-two"),
    query_params={"wait_role_propagation": False},
)
call("create with a bad name", alice.create_workspace, body=NewWorkspace(name="SDK"))
call("retrieve", alice.get_workspace, name="sdk-team")
call("retrieve what is not there", alice.get_workspace, name="sdk-nothing")
call("update", alice.update_workspace, name="sdk-team", body=WorkspaceUpdate(description="Changed"))
call("list", names, sort="name")
call("list by pages", names, sort="-name", page_size=1)
call("list a page", page, sort="name", page=2, page_size=1)
call("list filtered", names, sort="name", filter='{"name":{"$like":"sdk"}}')
call("list in a wrong order", names, sort="owner")

call("members list", alice.list_workspace_members)
call(
    "members create",
    alice.create_workspace_member,
    body=NewMember(principal="bob@example.com", roles=["Viewer"]),
)
call(
    "members create with the default role",
    alice.create_workspace_member,
    body=NewMember(principal="carol@example.com"),
)
call("members create everyone", alice.create_workspace_member, body=NewMember(principal="*", roles=["Viewer"]))
call("members list all", alice.list_workspace_members)
call("as a viewer: retrieve", bob.get_workspace, name="sdk-team")
call("as a viewer: update", bob.update_workspace, name="sdk-team", body=WorkspaceUpdate(description="x"))
call("as a viewer: add", bob.create_workspace_member, body=NewMember(principal="eve@example.com"))
call(
    "members update",
    alice.update_workspace_member,
    principal_id="bob@example.com",
    body=MemberUpdate(roles=["Admin"]),
)
call(
    "members update the other Admin",
    alice.update_workspace_member,
    principal_id="alice@example.com",
    body=MemberUpdate(roles=["Editor"]),
)
call(
    "bob restores",
    bob.update_workspace_member,
    principal_id="alice@example.com",
    body=MemberUpdate(roles=["Admin"]),
)
call("members delete", alice.delete_workspace_member, principal_id="bob@example.com")
call("members delete again", alice.delete_workspace_member, principal_id="bob@example.com")
call("members delete everyone", alice.delete_workspace_member, principal_id="*")
call("the last Admin leaves", alice.delete_workspace_member, principal_id="alice@example.com")


async def asynchronously():
    client = AsyncWorkspacesClient.from_config().with_workspace("sdk-team")
    found = client.list_workspaces(query_params={"sort": "name"})
    if asyncio.iscoroutine(found):
        found = await found
    names = [item.name async for item in found.items()]
    members = plain((await client.list_workspace_members()).data())["data"]
    return [names, sorted(members, key=lambda member: member["principal"])]


call("asynchronously", lambda: asyncio.run(asynchronously()))
call("delete", alice.delete_workspace, name="sdk-team")
call("delete the other", alice.delete_workspace, name="sdk-two")
# Of one that is under way: it takes as long as it takes, which is no time on the embedded platform.
call("the state of no deletion", alice.get_workspace_deletion, name="sdk-nothing")
call("without a token", WorkspacesClient(base_url=alice.base_url).get_workspace, name="default")
