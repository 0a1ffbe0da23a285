// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.postgres;

import dev.portcullis.postgres.wire.BackendMessage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A statement that the target has under a name. What it means is read again whenever it is run, since what
/// its columns hold may have been classified in the meantime.
final class PreparedStatement {
    private final String sql;
    private final @Nullable String commandId;
    private List<Integer> parameterTypes;
    private @Nullable List<BackendMessage.Field> columns;
    private boolean described;

    /// @param commandId the id under which policy is asked about its Parse; null if there was none
    PreparedStatement(String sql, List<Integer> parameterTypes, @Nullable String commandId) {
        this.sql = sql;
        this.parameterTypes = parameterTypes;
        this.commandId = commandId;
    }

    String sql() {
        return sql;
    }

    @Nullable
    String commandId() {
        return commandId;
    }

    List<Integer> parameterTypes() {
        return parameterTypes;
    }

    void parameterTypes(List<Integer> types) {
        parameterTypes = types;
    }

    /// The target said what it returns; empty for nothing.
    void describe(List<BackendMessage.Field> fields) {
        columns = fields;
        described = true;
    }

    boolean isDescribed() {
        return described;
    }

    @Nullable
    List<BackendMessage.Field> columns() {
        return columns;
    }
}
