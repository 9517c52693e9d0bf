// The look of report.html: system fonts, light and dark, nothing loaded from anywhere.
import { chartStyle } from './style-chart.ts'

const colours = `
:root {
  color-scheme: light dark;
  --page: #f6f7f9; --card: #ffffff; --text: #1c2128; --soft: #57606a; --line: #d8dee4; --code: #f1f3f5;
  --accent: #0757b8; --bad: #b3261e; --bad-soft: #fdeceb; --good: #176f32; --good-soft: #e9f7ed; --warn: #855400; --warn-soft: #fdf3dc;
  --mark: #fff3bf; --mark-line: #d08700;
  --bar-good: #4ba46a; --bar-warn: #d9a02a; --bar-bad: #d2574e; --bar-idle: #c3cad2; --bar-ours: #7c5cd6;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #0e1116; --card: #161b22; --text: #e4e9ef; --soft: #9aa3ae; --line: #2f363f; --code: #0f141a;
    --accent: #6cb2ff; --bad: #ff8a80; --bad-soft: #331a1a; --good: #63d283; --good-soft: #12291b; --warn: #e8b84a; --warn-soft: #2b2312;
    --mark: #3d3310; --mark-line: #e0ad30;
    --bar-good: #3c9a5c; --bar-warn: #c4902a; --bar-bad: #e0675e; --bar-idle: #454d57; --bar-ours: #9a7ff0;
  }
}`

const text = `
* { box-sizing: border-box; }
html { scroll-padding-top: 1rem; }
body {
  margin: 0; background: var(--page); color: var(--text);
  font: 15px/1.55 system-ui, -apple-system, "Segoe UI", "Noto Sans", Helvetica, Arial, sans-serif;
}
main { max-width: 64rem; margin: 0 auto; padding: 1.75rem 1.25rem 1rem; }
h1 { margin: .3rem 0 .6rem; font-size: 1.65rem; line-height: 1.28; font-weight: 650; text-wrap: balance; overflow-wrap: anywhere; }
h2 { margin: 2.4rem 0 .7rem; font-size: 1.2rem; font-weight: 650; }
h3 { margin: 0; font-size: 1.02rem; line-height: 1.4; font-weight: 600; overflow-wrap: anywhere; }
h4, h2.sub { margin: 1.3rem 0 .4rem; font-size: .9rem; font-weight: 600; color: var(--soft); }
p { margin: .4rem 0; overflow-wrap: anywhere; }
ul { margin: .3rem 0; padding-left: 1.2rem; }
li { margin: .2rem 0; overflow-wrap: anywhere; }
a { color: var(--accent); text-underline-offset: .15em; }
code, pre { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace; font-size: .86em; }
code { background: var(--code); border-radius: 4px; padding: .1em .35em; overflow-wrap: anywhere; }
pre {
  margin: .35rem 0; padding: .6rem .8rem; background: var(--code); border: 1px solid var(--line); border-radius: 6px; line-height: 1.5;
  overflow: auto; max-height: 32rem; white-space: pre-wrap; overflow-wrap: anywhere; tab-size: 4;
}
.run pre { background: none; border-style: dashed; color: var(--soft); max-height: 9rem; }
mark { background: var(--mark); color: inherit; box-shadow: -3px 0 0 var(--mark-line); display: inline-block; width: 100%; }
.chunk { display: block; content-visibility: auto; contain-intrinsic-size: auto calc(var(--lines) * 1.5em); }
.soft { color: var(--soft); font-size: .92em; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 3px; }
.inside:target, mark:target { outline: 2px solid var(--mark-line); outline-offset: 3px; border-radius: 4px; }
table { border-collapse: collapse; width: 100%; font-size: .92em; }
th { white-space: nowrap; text-align: left; font-weight: 600; color: var(--soft); }
th, td { padding: .3rem .8rem .3rem 0; border-bottom: 1px solid var(--line); vertical-align: top; overflow-wrap: anywhere; }
td:first-child { white-space: nowrap; font-variant-numeric: tabular-nums; }
tr.bad td:first-child { box-shadow: inset 3px 0 0 var(--bar-bad); padding-left: .6rem; }
.scroll { overflow: auto; max-height: 32rem; }
#timeline td:nth-child(2) { min-width: 9.5rem; }`

const parts = `
.label { font-size: .85rem; font-weight: 650; color: var(--bad); }
.verdict, .card { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 1.1rem 1.35rem; }
.verdict { border-top: 4px solid var(--bad); }
.verdict.calm { border-top-color: var(--good); } .verdict.calm .label { color: var(--good); }
.verdict.unsure { border-top-color: var(--warn); } .verdict.unsure .label { color: var(--warn); }
.card { margin: .7rem 0; }
.facts { display: flex; flex-wrap: wrap; gap: .35rem .7rem; align-items: baseline; color: var(--soft); margin: .35rem 0; }
.facts strong { color: var(--text); }
.chip { border: 1px solid var(--line); border-radius: 999px; padding: .05rem .6rem; font-size: .85rem; color: var(--soft); overflow-wrap: anywhere; }
.chip.bad { color: var(--bad); background: var(--bad-soft); border-color: transparent; }
.chip.good { color: var(--good); background: var(--good-soft); border-color: transparent; }
.chip.warn { color: var(--warn); background: var(--warn-soft); border-color: transparent; }
.next { margin: 1rem 0; padding: .1rem 1rem .6rem; background: var(--good-soft); border-radius: 8px; }
.next h4, .next h2.sub { margin-top: .6rem; color: var(--good); }
.seen { list-style: none; padding: 0; margin: 0; }
.seen > li { margin: .4rem 0; display: grid; grid-template-columns: 12rem minmax(0, 1fr); column-gap: 1rem; align-items: start; }
.seen pre { max-height: 18rem; margin: 0; }
.source { color: var(--soft); font-size: .92em; padding-top: .5rem; overflow-wrap: anywhere; }
.source time { display: block; font-size: .92em; }
.more > summary { color: var(--soft); font-size: .92em; }
nav { margin: 1.1rem 0 0; }
nav ul { list-style: none; display: flex; flex-wrap: wrap; gap: .3rem 1.2rem; padding: 0 .2rem; }
.tree, .tree ul { list-style: none; padding-left: 0; margin: 0; }
.tree ul { margin-left: .9rem; padding-left: 1.3rem; border-left: 2px solid var(--line); }
.tree li { position: relative; margin: 0; padding: .3rem 0; }
.tree ul > li::before { content: ""; position: absolute; left: -1.3rem; top: 1.35rem; width: 1.1rem; border-top: 2px solid var(--line); }
.tree ul > li:last-child::after { content: ""; position: absolute; left: calc(-1.3rem - 2px); top: calc(1.35rem + 2px); bottom: 0; width: 2px; background: var(--card); }
.node { display: inline-flex; flex-direction: column; gap: .1rem; border: 1px solid var(--line); border-left: 3px solid var(--bar-idle); border-radius: 6px; padding: .35rem .8rem; max-width: 100%; }
.node.cause { border-left-color: var(--bar-bad); }
.containers, .ways { list-style: none; padding: 0; }
.containers li, .ways li { padding: .35rem 0; border-bottom: 1px solid var(--line); }
.containers li:last-child, .ways li:last-child { border-bottom: 0; }
.card.fold { padding: 0; }
.fold > summary { padding: .8rem 1.35rem; }
.fold > .body { padding: 0 1.35rem 1.1rem; }
.folds > details { border-top: 1px solid var(--line); } .folds > details:last-child { border-bottom: 1px solid var(--line); }
summary { cursor: pointer; padding: .45rem .2rem; display: flex; flex-wrap: wrap; gap: .3rem .6rem; align-items: baseline; }
summary::before { content: "\\25b8" / ""; color: var(--soft); width: .8rem; flex: none; }
details[open] > summary::before { content: "\\25be" / ""; }
summary::-webkit-details-marker { display: none; }
summary strong, summary h3 { flex: 1 1 10rem; min-width: 0; overflow-wrap: anywhere; }
summary .end { margin-left: auto; color: var(--soft); font-size: .92em; }
.inside { padding: 0 .2rem .8rem 1.4rem; scroll-margin-top: 3.5rem; }
.body { scroll-margin-top: 4rem; } mark { scroll-margin-top: 40vh; }
footer { max-width: 64rem; margin: 1.5rem auto 0; padding: 0 1.25rem 2.5rem; color: var(--soft); font-size: .92em; }
@media (max-width: 40rem) {
  main { padding: .8rem .7rem; } h1 { font-size: 1.3rem; } .verdict, .card { padding: .9rem; border-radius: 8px; }
  .card.fold { padding: 0; } .fold > summary { padding: .7rem .9rem; } .fold > .body { padding: 0 .9rem .9rem; }
  .seen > li { grid-template-columns: minmax(0, 1fr); } .source time { display: inline; }
  .inside { padding-left: 0; } pre { padding: .5rem .6rem; } summary .end { margin-left: 1.4rem; width: 100%; }
  .tree ul { margin-left: .3rem; padding-left: .9rem; } .tree ul > li::before { left: -.9rem; width: .7rem; }
  .tree ul > li:last-child::after { left: calc(-.9rem - 2px); } nav a { display: inline-block; padding: .25rem 0; }
}
@media print {
  :root { --page: #fff; --card: #fff; --text: #000; --soft: #444; --code: #fff; --line: #bbb; --accent: #000; --mark: #eee; }
  body { font-size: 10.5pt; } main { max-width: none; padding: 0; } nav { display: none; }
  pre, .scroll { max-height: none; overflow: visible; } .chunk { content-visibility: visible; }
  .verdict, .seen > li, .containers li, tr, .lane { break-inside: avoid; } h2, h3, h4, summary { break-after: avoid; }
  .printed::details-content { content-visibility: visible; display: block; block-size: auto; }
  .bar, .sign, .node { print-color-adjust: exact; }
}
`

export const style = `${colours}${text}${chartStyle}${parts}`
