-- The gateway's other role sees who else is here, and nothing of what is stored. Samples of earlier versions lack it.
DO $$
BEGIN
  CREATE ROLE orders_observer LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
EXCEPTION WHEN duplicate_object THEN
  NULL;
END
$$;
GRANT pg_read_all_stats TO orders_observer;
GRANT CONNECT ON DATABASE orders TO orders_observer;
