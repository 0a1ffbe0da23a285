-- The schema that SampleCatalog describes.
CREATE SCHEMA app;
CREATE TABLE customers (id int PRIMARY KEY, name text, email text UNIQUE, phone text, ssn text, city text,
    address text GENERATED ALWAYS AS (city || '!') STORED);
CREATE TABLE orders (id int, customer_id int, amount numeric, note text, created_at timestamptz)
    PARTITION BY RANGE (id);
CREATE TABLE orders_2026 PARTITION OF orders FOR VALUES FROM (0) TO (1000000);
CREATE TABLE app.api_keys (id int, customer_id int, key text, label text);
CREATE TABLE products (id int, title text, price numeric);
CREATE FUNCTION total_of(id int) RETURNS int STABLE LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION clean(t text) RETURNS text IMMUTABLE LANGUAGE sql AS 'SELECT t';
CREATE FUNCTION audit_me(id int) RETURNS int VOLATILE LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION app.upper(t text) RETURNS text VOLATILE LANGUAGE sql AS 'SELECT t';
CREATE VIEW customer_names AS SELECT id, name, email AS contact FROM customers;
CREATE VIEW customer_stats AS
    SELECT c.city, count(*) AS n, max(lower(n.contact)) AS last_contact
      FROM customers c JOIN customer_names n USING (id) GROUP BY c.city;
CREATE MATERIALIZED VIEW totals AS SELECT customer_id, sum(amount) AS total FROM orders GROUP BY customer_id;
CREATE VIEW noisy AS SELECT audit_me(id) AS x FROM customers;
