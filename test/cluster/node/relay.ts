// Carries connections from one listener to another, byte for byte: the API server's way out of its network namespace.
import { connect, createServer, type NetConnectOpts, type Server, type Socket } from 'node:net'

/** A server (not yet listening) that joins each of its connections to a new one to the target. */
export function createRelay(target: NetConnectOpts): Server {
  return createServer({ allowHalfOpen: true, noDelay: true }, near => {
    const far = connect({ ...target, allowHalfOpen: true, noDelay: true })
    // One side may end its sending while the other still has much to say; only an error ends both.
    join(near, far)
    join(far, near)
  })
}

function join(from: Socket, to: Socket): void {
  from.pipe(to)
  from.on('error', () => to.destroy())
  from.on('close', () => {
    if (!from.readableEnded) to.destroy()
  })
}
