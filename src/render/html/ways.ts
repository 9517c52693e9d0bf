// How a pod was looked into: every way that was tried and how it went, and those that were not, and why.
import type { ReportPod } from '../../model/report.ts'
import { sentence, wayWords } from '../words.ts'
import { box } from './contents.ts'
import { type Html, html, nothing, prose } from './markup.ts'

type Inspection = ReportPod['inspection']
type Tried = Inspection['tried'][number]

export function lookFrom({ inspection }: ReportPod): Html {
  const tried = inspection.tried.length > 0 ? inspection.tried : [asTried(inspection)]
  return html`<h4>The look inside</h4>
<ul class="ways">
${tried.map(triedItem)}${inspection.notTried.map(
  reason => html`<li><strong>Not tried</strong>: ${prose(sentence(reason))}</li>
`,
)}</ul>
${byHand(inspection)}`
}

function asTried(inspection: Inspection): Tried {
  const { way, reason, container, equivalent, targeted, failure } = inspection
  return { way, reason, container, equivalent, targeted, failure, saw: null, differences: [] }
}

function triedItem(tried: Tried): Html {
  const unseen =
    (tried.way === 'target' || tried.way === 'restart') && !tried.targeted && tried.failure === null
      ? html` <span class="chip warn">its processes could not be seen</span>`
      : nothing
  const failure =
    tried.failure === null
      ? nothing
      : html`<div><span class="chip warn">incomplete</span> ${prose(tried.failure)}</div>`
  const saw = tried.saw === null ? nothing : html`<div class="soft">Measured there: ${tried.saw}.</div>`
  const differences =
    tried.differences.length === 0
      ? nothing
      : html`<div class="soft">What differs from the pod:</div><ul>${tried.differences.map(text => html`<li>${prose(text)}</li>`)}</ul>`
  return html`<li><strong>${capital(wayWords[tried.way])}</strong>: ${prose(sentence(tried.reason))}${unseen}${saw}${failure}${differences}</li>
`
}

function byHand({ equivalent }: Inspection): Html {
  if (equivalent === '') return nothing
  return html`<p class="soft">The same by hand:</p>${box(equivalent, 'The same by hand')}`
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
