
-- Rows. Nothing random: each value follows from the row's number, so that a test may name one.

-- The check digit that makes a card number pass Luhn's test.
CREATE FUNCTION pg_temp.luhn_digit(digits text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT ((10 - sum(CASE WHEN doubled > 9 THEN doubled - 9 ELSE doubled END) % 10) % 10)::text
    FROM (
        SELECT substr(reverse(digits), i, 1)::int * CASE WHEN i % 2 = 1 THEN 2 ELSE 1 END AS doubled
        FROM generate_series(1, length(digits)) AS i
    ) AS per_digit
$$;

INSERT INTO customers (id, name, email, phone, ssn, card_number, created_at)
SELECT n,
       first || ' ' || last,
       lower(first) || '.' || lower(last) || n || '@' || (ARRAY['example.com', 'example.org', 'example.net'])[1 + n % 3],
       -- 555-0100 to 555-0199 is set aside for fiction
       '+1-' || (200 + n * 7 % 700) || '-555-01' || lpad((n % 100)::text, 2, '0'),
       -- numbers that begin with 9 are never given out
       '9' || lpad((n * 37 % 100)::text, 2, '0') || '-' || lpad((10 + n * 13 % 89)::text, 2, '0') || '-'
           || lpad((1 + n * 7919 % 9998)::text, 4, '0'),
       card || pg_temp.luhn_digit(card),
       timestamptz '2025-01-01 08:00:00+00' + n * interval '7 hours 13 minutes'
FROM (
    SELECT n,
           (ARRAY['Amara', 'Bruno', 'Chiara', 'Dmitri', 'Elif', 'Farid', 'Greta', 'Hiro', 'Ines', 'Jonas',
                  'Kavya', 'Liam', 'Mei', 'Noor', 'Oskar', 'Priya', 'Quinn', 'Rosa', 'Sven', 'Tariq'])[1 + n % 20] AS first,
           (ARRAY['Abara', 'Berg', 'Costa', 'Dahl', 'Egede', 'Fontaine', 'Gupta', 'Holm', 'Ito', 'Jansen', 'Kaya',
                  'Lindqvist', 'Moreau', 'Nakamura', 'Okafor', 'Petrov', 'Quispe', 'Rossi', 'Sato', 'Tanaka',
                  'Ueda', 'Varga', 'Weber'])[1 + n * 3 % 23] AS last,
           (ARRAY['400000', '510510', '222100'])[1 + n % 3] || lpad((n * 104729 % 1000000000)::text, 9, '0') AS card
    FROM generate_series(1, 500) AS n
) AS people;

INSERT INTO orders (id, customer_id, status, total, created_at)
SELECT n,
       1 + n * 17 % 500,
       (ARRAY['new', 'paid', 'packed', 'shipped', 'delivered', 'delivered', 'delivered', 'returned', 'cancelled'])[1 + n % 9],
       (500 + n * 7919 % 49500) / 100.0,
       timestamptz '2025-06-01 06:00:00+00' + n * interval '3 hours 17 minutes'
FROM generate_series(1, 2000) AS n;

INSERT INTO payments (order_id, amount, method, card_last4, paid_at)
SELECT o.id, o.total, m.method, CASE WHEN m.method = 'card' THEN right(c.card_number, 4) END,
       o.created_at + interval '11 minutes'
FROM orders o
JOIN customers c ON c.id = o.customer_id
CROSS JOIN LATERAL (SELECT (ARRAY['card', 'card', 'card', 'transfer', 'voucher'])[1 + o.id % 5] AS method) AS m
WHERE o.status NOT IN ('new', 'cancelled')
ORDER BY o.id;

INSERT INTO api_keys (customer_id, label, secret, created_at)
SELECT n * 5,
       (ARRAY['shop plug-in', 'nightly export', 'stock bot', 'analytics'])[1 + n % 4],
       'pk_sample_' || substr(encode(sha256(('portcullis sample ' || n)::bytea), 'hex'), 1, 40),
       timestamptz '2025-09-01 12:00:00+00' + n * interval '1 day'
FROM generate_series(1, 60) AS n;

-- Numbers go on after the rows above.
SELECT setval(pg_get_serial_sequence('customers', 'id'), (SELECT max(id) FROM customers));
SELECT setval(pg_get_serial_sequence('orders', 'id'), (SELECT max(id) FROM orders));
ANALYZE;
