-- The same bytes are loaded once as long as the table holds them: what came after is written down, and by whom.

create table table_change (
    id        bigint generated always as identity primary key,
    table_oid bigint not null,
    run       uuid not null,
    kind      text not null check (kind in ('load', 'replace', 'reset')),
    letters_of uuid,
    at        timestamptz not null default clock_timestamp()
);
comment on table table_change is 'caravanserai: which runs changed the rows of which table, in their order. Written in the transaction of the rows.';
comment on column table_change.kind is 'load added or changed rows; replace put others in place of all; reset brought back what was there before.';
comment on column table_change.letters_of is 'The run whose dead letters came in, null where they were none.';
create index table_change_of on table_change (table_oid, id);

alter table loaded_file add table_oid bigint, add mode text, add options text, add began bigint;
comment on column loaded_file.table_oid is 'The table itself, not the next one of its name; null for what an earlier version loaded.';
comment on column loaded_file.options is 'How the bytes were read, as far as it was said.';
comment on column loaded_file.began is 'The place among the changes of tables at which the load began.';

create index dead_letter_redriven on dead_letter (redriven_by) where redriven_by is not null;
