-- What a flow keeps beside the rows it writes, so that both are one transaction. Harmless when it is there; two at once wait for each other.
select pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('caravanserai_sync', 0));
create schema if not exists caravanserai_sync;
create table if not exists caravanserai_sync.tick (
    flow    text primary key,
    horizon jsonb not null,
    done_at timestamptz not null default pg_catalog.clock_timestamp()
);
comment on table caravanserai_sync.tick is 'What the last sync of a flow knew of the transactions on its source.';
create table if not exists caravanserai_sync.watermark (
    flow        text not null,
    schema_name text not null,
    table_name  text not null,
    stream      text not null,
    at          text,
    key         text[],
    seen        bigint,
    files       text,
    primary key (flow, schema_name, table_name, stream)
);
comment on table caravanserai_sync.watermark is 'How far a sync has come. Moved in the transaction of the rows.';
comment on column caravanserai_sync.watermark.at is 'Rows with an earlier time are here; null before the first.';
comment on column caravanserai_sync.watermark.key is 'Rows of exactly that time are here up to this key; null for none.';
comment on column caravanserai_sync.watermark.seen is 'Rows of older transactions of the source are here, whatever their time.';
comment on column caravanserai_sync.watermark.files is 'The source''s table and its files, which others may have taken the place of.'
