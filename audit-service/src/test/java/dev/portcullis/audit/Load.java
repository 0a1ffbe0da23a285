// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/// Events as a gateway with 64 busy sessions makes them, of the size of real ones.
final class Load {

    static final int SESSIONS = 64;

    private static final String STATEMENT =
            "\"statement\":\"" + "select id, name, email from customers where id = $1 ".repeat(10) + "\",\"rows\":1";
    private static final String PARTIES = """
            "actor":{"user":{"uid":"agent","name":"agent","type_id":4},"session":{"uid":"s","issuer":"http://issuer"}},\
            "src_endpoint":{"ip":"10.0.3.7","port":52144},"database":{"name":"orders","type_id":1},""";

    private Load() {}

    /// Sends so many, or a few more.
    ///
    /// @return how many
    static long produce(Gateway gateway, int events, int perSecond) {
        List<Chain> chains = new ArrayList<>();
        for (int i = 0; i < SESSIONS; i++) {
            chains.add(new Chain("rate"));
        }
        long from = System.nanoTime();
        long sent = 0;
        while (sent < events) {
            for (Chain chain : chains) {
                gateway.emitLater(chain, next(chain));
                sent++;
            }
            LockSupport.parkNanos(from + sent * 1_000_000_000L / perSecond - System.nanoTime());
        }
        gateway.flush();
        return sent;
    }

    /// The chain's next event, with an id as a gateway makes them.
    static byte[] next(Chain chain) {
        String kind = chain.head.seq() % 2 == 0 ? "command.intent" : "command.outcome";
        return chain.event(chain.id + "-" + (chain.head.seq() + 1), kind, STATEMENT, PARTIES);
    }
}
