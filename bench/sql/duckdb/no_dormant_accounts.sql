SELECT app || id
FROM account
WHERE status = 'active'
  AND (last_login IS NULL OR last_login < TIMESTAMP '2026-03-03 12:00:00' - INTERVAL 90 DAYS)
