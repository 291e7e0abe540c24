-- Tables kept as backups of others, where there are any.
select schema_name as schema, table_name as name from caravanserai.backup_table
