-- Where loads whose ledger is in another database write down which bytes a table here holds, which run has the latest word on it, and what takes a load back; made together by who comes first.
select pg_advisory_xact_lock(hashtextextended('caravanserai_kept.proof', 0));
do $caravanserai$
begin
    if to_regclass('caravanserai_kept.table_change') is null then
        create table caravanserai_kept.table_change (
            id         bigint generated always as identity primary key,
            table_oid  bigint not null,
            run        uuid not null,
            kind       text not null check (kind in ('load', 'replace', 'reset')),
            letters_of uuid,
            at         timestamptz not null default clock_timestamp()
        );
        create index table_change_of on caravanserai_kept.table_change (table_oid, id);
        comment on table caravanserai_kept.table_change is
            'Runs of Caravanserai whose ledger is in another database: which changed the rows of which table here, in their order.';
    end if;
    if to_regclass('caravanserai_kept.loaded_file') is null then
        create table caravanserai_kept.loaded_file (
            table_name text not null,
            sha256     bytea not null check (length(sha256) = 32),
            bytes      bigint not null,
            run        uuid not null,
            table_oid  bigint,
            mode       text,
            options    text,
            began      bigint,
            primary key (table_name, sha256)
        );
        create index loaded_file_by_size on caravanserai_kept.loaded_file (table_name, bytes);
        comment on table caravanserai_kept.loaded_file is
            'The bytes that each table here has taken in for a Caravanserai whose ledger is in another database.';
    end if;
    if to_regclass('caravanserai_kept.load_trace') is null then
        create table caravanserai_kept.load_trace (
            run         uuid not null,
            place       int not null,
            schema_name text not null,
            table_name  text not null,
            table_oid   bigint not null,
            server      text not null,
            first_xid   bigint not null,
            xids        bigint[] not null,
            inserted    bigint not null check (inserted >= 0),
            replaced    boolean not null,
            kept_in     text,
            facts       jsonb not null,
            made_at     timestamptz not null default clock_timestamp(),
            primary key (run, place)
        );
        comment on table caravanserai_kept.load_trace is
            'What loads of a Caravanserai whose ledger is in another database did to tables here, so that they can be taken back.';
    end if;
end $caravanserai$
