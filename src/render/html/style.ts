// The look of report.html: system fonts, light and dark, nothing loaded from anywhere.

export const style = `
:root {
  color-scheme: light dark;
  --page: #f6f8fa; --card: #ffffff; --text: #1f2328; --soft: #59636e; --line: #d1d9e0; --code: #f0f3f6;
  --accent: #0969da; --bad: #b3261e; --bad-soft: #fff0ee; --good: #1a7f37; --good-soft: #eefbf1; --warn: #8a5a00; --warn-soft: #fff8e5;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #0d1117; --card: #151b23; --text: #e6edf3; --soft: #9198a1; --line: #30363d; --code: #0d1117;
    --accent: #58a6ff; --bad: #ff7b72; --bad-soft: #2a1618; --good: #56d364; --good-soft: #10261a; --warn: #e3b341; --warn-soft: #272115;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--page); color: var(--text);
  font: 15px/1.55 system-ui, -apple-system, "Segoe UI", "Noto Sans", Helvetica, Arial, sans-serif;
}
main { max-width: 68rem; margin: 0 auto; padding: 2rem 1.25rem 3rem; }
h1 { margin: .35rem 0 .6rem; font-size: 1.6rem; line-height: 1.3; text-wrap: balance; overflow-wrap: anywhere; }
h2 { margin: 2.2rem 0 .8rem; font-size: 1.15rem; }
h3 { margin: 0; font-size: 1.02rem; line-height: 1.4; overflow-wrap: anywhere; }
h4 { margin: 1.1rem 0 .35rem; font-size: .8rem; letter-spacing: .04em; text-transform: uppercase; color: var(--soft); }
p { margin: .4rem 0; overflow-wrap: anywhere; }
ul { margin: .3rem 0; padding-left: 1.25rem; }
li { margin: .2rem 0; overflow-wrap: anywhere; }
a { color: var(--accent); }
code, pre { font: .86em/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace; }
code { background: var(--code); border-radius: 4px; padding: .1em .35em; overflow-wrap: anywhere; }
pre {
  margin: .4rem 0; padding: .7rem .85rem; background: var(--code); border: 1px solid var(--line); border-radius: 6px;
  overflow: auto; max-height: 28rem; white-space: pre-wrap; overflow-wrap: anywhere; tab-size: 4;
}
pre:focus-visible, summary:focus-visible, a:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.label { font-size: .78rem; font-weight: 600; letter-spacing: .05em; text-transform: uppercase; color: var(--bad); }
.verdict, .card { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 1.2rem 1.4rem; }
.verdict { border-left: 5px solid var(--bad); }
.verdict.calm { border-left-color: var(--good); }
.verdict.calm .label { color: var(--good); }
.verdict.unsure { border-left-color: var(--warn); }
.verdict.unsure .label { color: var(--warn); }
.card { margin: .7rem 0; }
.facts { display: flex; flex-wrap: wrap; gap: .4rem .6rem; align-items: baseline; color: var(--soft); margin: .3rem 0; }
.facts strong { color: var(--text); }
.chip { border: 1px solid var(--line); border-radius: 999px; padding: .05rem .6rem; font-size: .82rem; color: var(--soft); white-space: nowrap; }
.chip.bad { color: var(--bad); background: var(--bad-soft); border-color: transparent; }
.chip.good { color: var(--good); background: var(--good-soft); border-color: transparent; }
.chip.warn { color: var(--warn); background: var(--warn-soft); border-color: transparent; }
.source { color: var(--soft); font-size: .88rem; margin-top: .7rem; }
.chain { list-style: none; padding: 0; margin: .3rem 0; }
.chain li { padding-left: 1.3rem; position: relative; }
.chain li::before { content: "\\21b3"; position: absolute; left: 0; color: var(--soft); }
.depth-2 { margin-left: 1.3rem; } .depth-3 { margin-left: 2.6rem; } .depth-4, .depth-5 { margin-left: 3.9rem; }
details { border-top: 1px solid var(--line); }
details:last-of-type { border-bottom: 1px solid var(--line); }
summary { cursor: pointer; padding: .45rem .2rem; display: flex; flex-wrap: wrap; gap: .3rem .7rem; align-items: baseline; }
summary::before { content: "\\25b8"; color: var(--soft); width: .8rem; }
details[open] > summary::before { content: "\\25be"; }
summary::-webkit-details-marker { display: none; }
summary .end { margin-left: auto; }
.inside { padding: 0 .2rem .8rem 1.5rem; }
footer { margin-top: 2.5rem; color: var(--soft); font-size: .88rem; }
@media print {
  body { background: #fff; } pre { max-height: none; } .verdict, .card { break-inside: avoid; }
}
`
