// The look of the timeline: labels beside the strips on a wide screen, above them on a phone.

export const chartStyle = `
.chart { font-variant-numeric: tabular-nums; }
.chart svg { display: block; }
.strip { display: grid; grid-template-columns: 9.5rem minmax(0, 1fr); column-gap: .8rem; align-items: center; }
.strip > svg { overflow: visible; }
.strip-label { font-size: .85rem; color: var(--soft); text-align: right; overflow-wrap: anywhere; line-height: 1.2; }
.lane { border-top: 1px solid var(--line); padding: .35rem 0 .45rem; }
.lane-pod { font-weight: 600; font-size: .9rem; overflow-wrap: anywhere; }
.axis .strip-label { align-self: end; padding-bottom: .2rem; }
.chart text { fill: var(--soft); font-size: 12px; paint-order: stroke; stroke: var(--card); stroke-width: 4px; } .chart .end { text-anchor: end; }
.chart .flag-words { fill: var(--text); font-weight: 600; }
.tick { stroke: var(--line); stroke-width: 1; } .flag { stroke: var(--accent); stroke-width: 1.5; stroke-dasharray: 4 3; }
.bar.good { fill: var(--bar-good); } .bar.warn { fill: var(--bar-warn); } .bar.bad { fill: var(--bar-bad); }
.bar.idle { fill: var(--bar-idle); } .bar.ours { fill: var(--bar-ours); }
.stretch { stroke: var(--bad); stroke-width: 1.5; stroke-dasharray: 2 3; }
.stretch.good { stroke: var(--soft); }
.sign { fill: var(--card); stroke: var(--soft); stroke-width: 1.5; } .sign.bad { fill: var(--bad); stroke: var(--card); stroke-width: 1; }
.cross { stroke: var(--bad); stroke-width: 2; fill: none; }
.legend { list-style: none; padding: 0; margin: .8rem 0; display: flex; flex-wrap: wrap; gap: .25rem 1.2rem; color: var(--soft); font-size: .88rem; }
.legend li { display: inline-flex; align-items: center; gap: .4rem; margin: 0; }
@media (max-width: 40rem) {
  .strip { grid-template-columns: minmax(0, 1fr); row-gap: .1rem; } .strip-label { text-align: left; } .lane .strip { margin-top: .25rem; }
}
`
