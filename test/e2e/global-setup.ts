// Brings a cluster up before the e2e tests and tells them where it is; a cluster that was running already stays.
import type { TestProject } from 'vitest/node'
import { type ClusterKind, ensureCluster } from '../cluster/index.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** The cluster of the e2e tests, for `inject('cluster')`. */
    cluster: { kubeconfig: string; kind: ClusterKind }
  }
}

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const cluster = await ensureCluster()
  project.provide('cluster', { kubeconfig: cluster.kubeconfig, kind: cluster.kind })
  return async () => {
    if (cluster.started) await cluster.down()
  }
}
