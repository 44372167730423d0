-- The end of the day and 24 hours. A time that is left over on an active account says nothing; an
-- inactive one without a time is unknown, and so is a leaver without a day: neither is a violation.
SELECT w.id, a.app || a.id
FROM hr_workers AS w JOIN account AS a ON a.email = w.email
WHERE w.status = 'Terminated'
  AND CASE a.status WHEN 'active' THEN TIMESTAMP '2026-03-03 12:00:00' WHEN 'inactive' THEN a.deactivated_at END
      > w.terminated_on + INTERVAL 48 HOURS
