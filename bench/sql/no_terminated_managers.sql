SELECT w.id
FROM hr_workers AS w JOIN hr_workers AS m ON m.id = w.manager
WHERE w.status = 'Active' AND m.status = 'Terminated'
