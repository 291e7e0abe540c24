package rows.place;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;
import postgres.Query;

/** Tables with everything that can stand on them. */
public final class StandingThings {

    /** A role that may read them. */
    public static final String READER = "reader_" + UUID.randomUUID().toString().substring(0, 8);

    /** What makes them. */
    public static final String STATEMENTS =
            """
            create table elsewhere (x int);
            create function code(n int) returns text language sql immutable as $$ select 'c' || n $$;
            create function stamp() returns trigger language plpgsql as $$ begin new.stamp := coalesce(new.stamp, now()); return new; end $$;
            create table film (id serial primary key, title text not null, code text default code(0), stamp timestamptz,
                check (code(id) <> ''));
            create table actor (id int primary key, name text, stamp timestamptz);
            create function joined(text, text) returns text language sql immutable as $$ select coalesce($1 || ', ', '') || $2 $$;
            create aggregate all_of(text) (sfunc = joined, stype = text, initcond = '-');
            create view film_list with (security_barrier = true) as select id, title, code from film where id > 0;
            comment on view film_list is 'it''s a list';
            create view starred as select a.name, all_of(f.title) as films from actor a left join film_list f on f.id = a.id group by a.name;
            create materialized view film_counts as select title, count(*) as n from film group by title;
            create unique index film_counts_title on film_counts (title);
            create function films_of(text) returns setof film language sql stable as $$ select * from film where title = $1 $$;
            create procedure tidy(f film) language sql as $$ delete from film where id < 0 $$;
            create function actors() returns bigint language sql return (select count(*) from actor);
            create trigger stamped before insert or update on actor for each row execute function stamp();
            create trigger stamped before insert on film for each row execute function stamp();
            alter table film enable always trigger stamped;
            create function through() returns trigger language plpgsql as $$ begin insert into film (title) values (new.title); return new; end $$;
            create trigger through instead of insert on film_list for each row execute function through();
            create rule quiet as on update to film where old.id < 0 do instead nothing;
            alter table film enable row level security;
            create policy shown on film as restrictive for select to public using (title <> 'hidden');
            create statistics film_stats (dependencies) on title, code from film;
            create publication film_news for table film, actor with (publish = 'insert, delete');
            insert into film (title) select 'film ' || i from generate_series(1, 20) i;
            insert into actor select i, 'actor ' || i from generate_series(1, 5) i;
            refresh materialized view film_counts;
            """;

    private StandingThings() {}

    /** Makes them, and the role. */
    public static void make(Connection connection) throws SQLException {
        Query.execute(connection, STATEMENTS);
        Query.execute(
                connection,
                "do $$ begin if to_regrole('%1$s') is null then create role %1$s; end if; end $$; grant select, insert on actor to %1$s; grant select (title) on film to %1$s;"
                                .formatted(READER)
                        + " grant select on film_list to public; grant usage on sequence film_id_seq to " + READER
                        + " with grant option");
    }
}
