-- The tables that are kept as backups of others: not data of their own.
select schema_name, table_name from caravanserai.backup_table
