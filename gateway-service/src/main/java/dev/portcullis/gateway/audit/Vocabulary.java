// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.audit;

import dev.portcullis.contracts.command.Facts;
import dev.portcullis.contracts.command.HttpFacts;
import dev.portcullis.contracts.command.SqlFacts;
import dev.portcullis.contracts.command.ToolFacts;
import dev.portcullis.contracts.connection.Connection;
import dev.portcullis.gateway.access.CommandRequest;

/// How the events of a session are said in OCSF: commands to a database are datastore activity, requests to an HTTP API
/// are API activity.
enum Vocabulary {
    DATASTORE {
        @Override
        Shape connected(Shape.Control control) {
            return Shape.datastore(Shape.CONNECT, control);
        }

        @Override
        Shape command(Facts facts, Shape.Control control) {
            return switch (facts) {
                case SqlFacts sql -> Shape.datastore(CommandText.activity(sql), control);
                case HttpFacts http -> other(http.method(), control);
                case ToolFacts _ -> other(TOOL_CALL, control);
            };
        }

        @Override
        Shape other(String name, Shape.Control control) {
            return Shape.datastoreOther(name, control);
        }

        @Override
        void target(JsonBuffer out, Connection connection) {
            out.name("database").open();
            out.name("name")
                    .text(connection.database())
                    .name("type_id")
                    .number(RELATIONAL)
                    .close();
        }

        @Override
        void command(JsonBuffer out, String id, String text) {
            CommandText.query(out, id, text);
        }

        @Override
        void noCommand(JsonBuffer out, String what) {
            // The class asks for nothing.
        }
    },

    API {
        @Override
        Shape connected(Shape.Control control) {
            return other("Connect", control);
        }

        @Override
        Shape command(Facts facts, Shape.Control control) {
            return switch (facts) {
                case SqlFacts _ -> other("SQL", control);
                case HttpFacts http -> HttpText.shape(http, control);
                case ToolFacts _ -> other(TOOL_CALL, control);
            };
        }

        @Override
        Shape other(String name, Shape.Control control) {
            return Shape.apiOther(name, control);
        }

        @Override
        void target(JsonBuffer out, Connection connection) {
            // The end point says it all.
        }

        @Override
        void command(JsonBuffer out, String id, String text) {
            HttpText.operation(out, id, text);
        }

        @Override
        void noCommand(JsonBuffer out, String what) {
            HttpText.operation(out, what);
        }
    };

    private static final int RELATIONAL = 1;
    private static final String TOOL_CALL = "Tool call";

    static Vocabulary of(Connection connection) {
        return connection.http() == null ? DATASTORE : API;
    }

    /// The shape of a session's start.
    abstract Shape connected(Shape.Control control);

    /// The shape of an event about a command.
    abstract Shape command(Facts facts, Shape.Control control);

    /// The shape of an event that the class has no activity for.
    abstract Shape other(String name, Shape.Control control);

    /// What the class says of the target besides its end point.
    abstract void target(JsonBuffer out, Connection connection);

    /// What the class says of a command.
    abstract void command(JsonBuffer out, String id, String text);

    /// What the class asks for where there is no command.
    abstract void noCommand(JsonBuffer out, String what);

    /// What was found out about the command, which is what policy judged.
    static void facts(JsonBuffer out, CommandRequest command, Recurring recurring) {
        switch (command.facts()) {
            case SqlFacts sql -> recurring.facts(out, sql);
            case HttpFacts http -> HttpText.facts(out, http);
            case ToolFacts tool -> HttpText.facts(out, tool);
        }
    }
}
