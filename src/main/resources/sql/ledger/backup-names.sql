-- The tables that are kept as backups of others, and the copies that restores made: not data of their own.
select schema_name, table_name from caravanserai.backup_table
union
select schema_name, table_name from caravanserai.copy
