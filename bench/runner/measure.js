// One row of the table: its command, run and timed by bench_measure. A row has
//   work, engine   what is done, and by whom; rows of the same work are compared
//   missing        why it cannot be measured yet; then it needs nothing else
//   command, cwd   what is run, and where
//   answers        a folder for what was found, emptied before
//   prepare        what is done once before, untimed
//   statuses       exit statuses that are no failure, if not only 0
//   read           what makes `answers` of what the command wrote, if it is not written so
//   inside         the command prints times of its own: lines ROUND<tab>QUESTION<tab>MS, or what
//                  `lines` makes such triples of
'use strict';

const { execFileSync, spawnSync } = require('node:child_process');
const fs = require('node:fs');
const { answersIn } = require('./answers.js');

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

// Wall times of the whole process.
function outside(bench, row) {
  const words = [String(bench.runs), bench.limit, ...row.command];
  const out = execFileSync(bench.program('bench_measure'), words,
                           { cwd: row.cwd, stdio: ['ignore', 'pipe', 'inherit'] });
  const { ms, cpu_ms, peak_kib, anonymous_kib, status } = JSON.parse(out);
  if (ms.length === 0) {
    return { note: `over ${bench.limit} s` };
  }
  if (!(row.statuses ?? [0]).includes(status)) {
    return { failed: true, note: `failed: exit status ${status}` };
  }
  return { ms, cpu: cpu_ms, peakMib: peak_kib / 1024, anonymousMib: anonymous_kib / 1024 };
}

// Times that the process takes of its own work; the first round does not count.
function inside(bench, row) {
  const ran = spawnSync(row.command[0], row.command.slice(1),
                        { cwd: row.cwd, stdio: ['ignore', 'pipe', 'inherit'], encoding: 'utf8',
                          timeout: 5 * 1000 * Number(bench.limit) });
  if (ran.error?.code === 'ETIMEDOUT') {
    return { note: `over ${5 * bench.limit} s` };
  }
  if (ran.status !== 0) {
    return { failed: true, note: `failed: exit status ${ran.status}` };
  }
  const rounds = [];
  const questions = {};
  const divided = (out) => out.trim().split('\n').map((line) => line.split('\t'));
  for (const [round, question, ms] of (row.lines ?? divided)(ran.stdout)) {
    if (Number(round) > 0) {
      rounds[round - 1] = (rounds[round - 1] ?? 0) + Number(ms);
      (questions[question] ??= []).push(Number(ms));
    }
  }
  return { ms: rounds, questions };
}

function measure(bench, row) {
  if (row.missing) {
    return { note: row.missing };
  }
  if (row.answers) {
    fs.rmSync(row.answers, { recursive: true, force: true });
    fs.mkdirSync(row.answers, { recursive: true });
  }
  row.prepare?.();
  const result = row.inside ? inside(bench, row) : outside(bench, row);
  if (row.answers && result.ms) {
    row.read?.();
    result.answers = answersIn(row.answers);
  }
  return result;
}

module.exports = { measure, median };
