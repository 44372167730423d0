// The table, the times of single questions, and what machine it was.
'use strict';

const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { count } = require('./answers.js');
const { median } = require('./measure.js');

const works = ['cold NDJSON', 'cold CSV', 'warm', 'again', 'changed', 'in memory'];
const header = ['work', 'engine', 'median', 'best', 'CPU', 'runs', '× DuckDB', 'peak MiB', 'anonymous MiB', 'violations'];

function table(lines) {
  const widths = lines[0].map((_, column) => Math.max(...lines.map((line) => line[column].length)));
  const text = lines.map((line) => {
    const cells = line.map((cell, i) => (i < 2 ? cell.padEnd(widths[i]) : cell.padStart(widths[i])));
    return `| ${cells.join(' | ')} |`;
  });
  const rule = widths.map((width, i) => (i < 2 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`));
  return [text[0], `| ${rule.join(' | ')} |`, ...text.slice(1)].join('\n');
}

function time(ms) {
  return ms < 100 ? `${ms.toFixed(1)} ms` : ms < 10000 ? `${ms.toFixed(0)} ms` : `${(ms / 1000).toFixed(1)} s`;
}

function line(row, reference) {
  const { ms, cpu, note, peakMib, anonymousMib, answers } = row.result;
  if (!ms) {
    return [row.work, row.engine, note, ...Array(header.length - 3).fill('')];
  }
  const ratio = reference?.result.ms ? median(reference.result.ms) / median(ms) : undefined;
  return [row.work, row.engine, time(median(ms)), time(Math.min(...ms)), cpu ? time(median(cpu)) : '', String(ms.length),
          ratio === undefined ? '' : ratio.toFixed(2), peakMib === undefined ? '' : peakMib.toFixed(0),
          anonymousMib === undefined ? '' : anonymousMib.toFixed(0), answers ? String(count(answers)) : ''];
}

function megabytes(folder, ending) {
  const files = fs.readdirSync(folder).filter((file) => file.endsWith(ending));
  const bytes = files.reduce((sum, file) => sum + fs.statSync(path.join(folder, file)).size, 0);
  return `${(bytes / 1e6).toFixed(1)} MB of ${ending.slice(1).toUpperCase()}`;
}

function heading(bench, versions) {
  const memory = `${(os.totalmem() / 2 ** 30).toFixed(0)} GiB`;
  const load = os.loadavg()[0].toFixed(1);
  return `${bench.people.toLocaleString('en')} people, seed ${bench.seed}: ${megabytes(bench.data, '.ndjson')}, ` +
    `${megabytes(bench.data, '.csv')}
${new Date().toISOString().slice(0, 10)}; ${os.cpus().length} cores (${os.cpus()[0].model}), ${memory}; \
${os.type()} ${os.release()}; ${bench.threads} threads; load at the end ${load}
${versions.join('; ')}
Median and best of the runs, page cache warm. Whole processes with their results written; "in memory": the
questions alone, inside the process. CPU: median, of all threads; other work on the machine disturbs it less.
"× DuckDB": 2.00 is twice as fast as DuckDB at the same work, by the medians.
`;
}

function singleQuestions(rows) {
  const timed = rows.filter((row) => row.result.questions);
  if (timed.length === 0) {
    return '';
  }
  const names = new Set(timed.flatMap((row) => Object.keys(row.result.questions)));
  const cell = (times) => (times ? time(median(times)) : '');
  const lines = [...names].sort().map((name) =>
    [name, 'in memory', ...timed.map((row) => cell(row.result.questions[name]))]);
  return `\n${table([['question', 'work', ...timed.map((row) => row.engine)], ...lines])}\n`;
}

function text(bench, rows, versions) {
  const lines = works.flatMap((work) => {
    const same = rows.filter((row) => row.work === work);
    const reference = same.find((row) => row.engine === 'DuckDB');
    return same.map((row) => line(row, reference));
  });
  return `${heading(bench, versions)}\n${table([header, ...lines])}\n${singleQuestions(rows)}`;
}

module.exports = { text };
