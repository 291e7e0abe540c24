-- Where what is deleted is written down. Two at once wait for each other.
select pg_advisory_xact_lock(hashtextextended('caravanserai_sync', 0));
create schema if not exists caravanserai_sync
