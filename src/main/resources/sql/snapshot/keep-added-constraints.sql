-- Foreign keys that other tables got back because a restore made this one again; its undo removes them.
update caravanserai.kept_rows
set facts = facts || jsonb_build_object('added', ?::jsonb)
where run = ? and schema_name = ? and table_name = ? and kept_in = ''
