"""Finishes the deletion of workspaces in the database of NeMo Platform or NeMo Helix. Argument: the SQLite file."""

import sqlite3
import sys

with sqlite3.connect(sys.argv[1], timeout=30) as database:
    gone = "SELECT name FROM workspaces WHERE deletion_stage IS NOT NULL"
    database.execute(f"DELETE FROM entities WHERE workspace IN ({gone})")
    database.execute("DELETE FROM workspaces WHERE deletion_stage IS NOT NULL")
