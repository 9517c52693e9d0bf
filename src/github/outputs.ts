// The outputs of the step, as action.yml names them.
import { setOutput } from '@actions/core'
import type { Outcome, ReportFinding } from '../model/report.ts'
import type { Environment } from './inputs.ts'
import { clipped, neutralLine } from './neutral.ts'

export interface Outputs {
  readonly outcome: Outcome
  /** The title of the first finding; empty where there is none. */
  readonly rootCause: string
  readonly findings: readonly ReportFinding[]
  readonly reportDirectory: string
  readonly reportJson: string
  /** Empty where nothing was uploaded. */
  readonly artifactId: string
  readonly artifactUrl: string
  /** Empty where no comment was written. */
  readonly commentUrl: string
}

/** Linux takes 128 KiB for one environment variable, and an output is best handed on as one. */
export const findingsBytes = 96 * 1024
const rootCauseCharacters = 1000

/**
 * Sets all outputs. Away from a runner (no GITHUB_OUTPUT) nothing is set: nobody could read it. Each value goes through `check`, the
 * last gate.
 */
export function writeOutputs(
  outputs: Outputs,
  environment: Environment,
  check: (text: string) => string,
): void {
  if (!environment['GITHUB_OUTPUT']) return
  for (const [name, value] of Object.entries(outputValues(outputs))) setOutput(name, check(value))
}

/** The outputs as text, by their name in action.yml. `root-cause` is one line; `findings` keeps the best that fit. */
export function outputValues(outputs: Outputs): Readonly<Record<string, string>> {
  return {
    outcome: outputs.outcome,
    'root-cause': clipped(neutralLine(outputs.rootCause), rootCauseCharacters),
    'findings-count': String(outputs.findings.length),
    findings: fittingJson(outputs.findings),
    'report-directory': outputs.reportDirectory,
    'report-json': outputs.reportJson,
    'artifact-id': outputs.artifactId,
    'artifact-url': outputs.artifactUrl,
    'comment-url': outputs.commentUrl,
  }
}

/** A JSON list of as many findings, best first, as fit; it is always whole JSON. */
function fittingJson(findings: readonly ReportFinding[]): string {
  const fitting: string[] = []
  let bytes = 2
  for (const finding of findings) {
    const json = JSON.stringify(finding)
    bytes += Buffer.byteLength(json) + 1
    if (bytes > findingsBytes) break
    fitting.push(json)
  }
  return `[${fitting.join(',')}]`
}
