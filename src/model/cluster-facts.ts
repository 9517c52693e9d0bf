// What kind of cluster this is, from facts that only its nodes can tell.
import type { Node } from './objects.ts'
import type { ClusterFacts, ClusterKind } from './snapshot.ts'

/** The server's version and the kind of cluster; `unknown` where not every node says the same known kind. */
export function clusterFacts(version: string | null, nodes: readonly Node[]): ClusterFacts {
  const kinds = new Set(nodes.map(kindOf))
  const [only] = kinds
  return { version, kind: kinds.size === 1 && only !== undefined ? only : 'unknown' }
}

/**
 * Local clusters mark their nodes: kind and minikube in the provider id (`kind://docker/…`) or a label, k3d in the
 * instance-type label or the name k3s gives it; our own embedded cluster in a label.
 */
function kindOf(node: Node): ClusterKind {
  const labels = node.metadata.labels ?? {}
  const provider = node.spec?.providerID ?? ''
  if (provider.startsWith('kind://')) return 'kind'
  if (labels['minikube.k8s.io/name'] !== undefined) return 'minikube'
  if (provider.startsWith('k3s://k3d-')) return 'k3d'
  if (labels['ephemeral-debug.dev/cluster'] === 'embedded') return 'embedded'
  return 'unknown'
}
