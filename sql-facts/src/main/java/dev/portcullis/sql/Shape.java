// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.sql;

import java.util.Arrays;

/// What a command is apart from its literals: its tokens, each literal reduced to its type. PostgreSQL's
/// grammar reads tokens only, so commands of one shape have one parse tree, literals aside.
///
/// Not public, and never handed out: the arrays are its own.
final class Shape implements Comparable<Shape> {

    private final char[] tokens;
    private final int hash;
    private final boolean literals;

    /// Where each statement begins and ends in the command this shape was taken from.
    private final int[] bounds;

    Shape(char[] tokens, boolean literals, int[] bounds) {
        this.tokens = tokens;
        this.hash = Arrays.hashCode(tokens);
        this.literals = literals;
        this.bounds = bounds;
    }

    /// Whether there is any literal in it.
    boolean hasLiterals() {
        return literals;
    }

    int statements() {
        return bounds.length / 2;
    }

    /// The text of one statement, given the command this shape was taken from.
    String text(String sql, int statement) {
        return sql.substring(bounds[2 * statement], bounds[2 * statement + 1]);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Shape that && hash == that.hash && Arrays.equals(tokens, that.tokens);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    /// An order, so that a map stays fast when somebody looks for shapes with equal hashes.
    @Override
    public int compareTo(Shape other) {
        return Arrays.compare(tokens, other.tokens);
    }
}
