// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.contracts.quorum;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Recursive descent over
/// ```
/// any   = all { "or" all }
/// all   = part { "and" part }
/// part  = count "of" group [ "after" time ] [ "within" calendar ] | "(" any ")"
/// ```
/// A group is a plain word or stands in double quotes. Sizes are bounded, since the expression comes from outside and
/// the choices it stands for multiply.
final class QuorumParser {

    static final int MAX_LENGTH = 512;
    static final int MAX_TERMS = 12;
    static final int MAX_COUNT = 20;

    private static final int MAX_DEPTH = 8;
    private static final Set<String> KEYWORDS = Set.of("of", "and", "or", "after", "within");
    private static final Pattern TIME = Pattern.compile("([1-9][0-9]{0,4})([smh])");
    private static final Pattern TOKEN =
            Pattern.compile("\\s*(?:(?<word>[\\p{L}\\p{N}_./:@-]+)|\"(?<quoted>[^\"\\p{Cntrl}]+)\"|(?<mark>[()]))");
    private static final Pattern PLAIN = Pattern.compile("[\\p{L}\\p{N}_./:@-]+");

    private record Token(String text, boolean quoted, int position) {}

    private final List<Token> tokens = new ArrayList<>();
    private final String text;
    private int next;
    private int terms;

    QuorumParser(String text) throws QuorumSyntaxException {
        if (text.length() > MAX_LENGTH) {
            throw new QuorumSyntaxException(MAX_LENGTH, "longer than " + MAX_LENGTH + " characters");
        }
        this.text = text.stripTrailing();
        Matcher matcher = TOKEN.matcher(this.text);
        int end = 0;
        while (end < this.text.length()) {
            if (!matcher.region(end, this.text.length()).lookingAt()) {
                int bad = end
                        + (this.text.substring(end).length()
                                - this.text.substring(end).stripLeading().length());
                throw new QuorumSyntaxException(bad, "unexpected '" + this.text.charAt(bad) + "'");
            }
            boolean quoted = matcher.group("quoted") != null;
            String name = quoted ? "quoted" : matcher.group("word") != null ? "word" : "mark";
            tokens.add(new Token(matcher.group(name), quoted, matcher.start(name)));
            end = matcher.end();
        }
    }

    /// A name as it is written in an expression.
    static String quoted(String name) {
        return PLAIN.matcher(name).matches() && !KEYWORDS.contains(name) ? name : '"' + name + '"';
    }

    /// A time as it is written in an expression.
    static String text(Duration time) {
        long seconds = time.toSeconds();
        if (seconds % 3600 == 0) {
            return seconds / 3600 + "h";
        }
        return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
    }

    Quorum parse() throws QuorumSyntaxException {
        Quorum quorum = any(0);
        if (next < tokens.size()) {
            throw expected("'and', 'or' or the end");
        }
        return quorum;
    }

    private Quorum any(int depth) throws QuorumSyntaxException {
        List<Quorum> parts = new ArrayList<>(List.of(all(depth)));
        while (accept("or")) {
            parts.add(all(depth));
        }
        return parts.size() == 1 ? parts.getFirst() : new Quorum.Any(parts);
    }

    private Quorum all(int depth) throws QuorumSyntaxException {
        List<Quorum> parts = new ArrayList<>(List.of(part(depth)));
        while (accept("and")) {
            parts.add(part(depth));
        }
        return parts.size() == 1 ? parts.getFirst() : new Quorum.All(parts);
    }

    private Quorum part(int depth) throws QuorumSyntaxException {
        if (accept("(")) {
            if (depth == MAX_DEPTH) {
                throw new QuorumSyntaxException(position(), "nested deeper than " + MAX_DEPTH);
            }
            Quorum inner = any(depth + 1);
            if (!accept(")")) {
                throw expected("')'");
            }
            return inner;
        }
        return term();
    }

    private Quorum.Of term() throws QuorumSyntaxException {
        int count = count();
        if (!accept("of")) {
            throw expected("'of'");
        }
        String group = name("a group");
        if (++terms > MAX_TERMS) {
            throw new QuorumSyntaxException(position(), "more than " + MAX_TERMS + " terms");
        }
        Duration after = accept("after") ? time() : Duration.ZERO;
        return new Quorum.Of(count, group, after, accept("within") ? name("a calendar") : "");
    }

    private String name(String ofWhat) throws QuorumSyntaxException {
        if (next == tokens.size() || isMark(tokens.get(next)) || isKeyword(tokens.get(next))) {
            throw expected("the name of " + ofWhat);
        }
        return tokens.get(next++).text();
    }

    private Duration time() throws QuorumSyntaxException {
        Matcher time =
                TIME.matcher(next == tokens.size() ? "" : tokens.get(next).text());
        if (!time.matches()) {
            throw expected("a time such as 30s, 10m or 2h");
        }
        next++;
        long count = Long.parseLong(time.group(1));
        return switch (time.group(2)) {
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            default -> Duration.ofHours(count);
        };
    }

    private int count() throws QuorumSyntaxException {
        if (next == tokens.size()
                || tokens.get(next).quoted()
                || !tokens.get(next).text().matches("[1-9][0-9]?")) {
            throw expected("a number from 1 to " + MAX_COUNT);
        }
        int count = Integer.parseInt(tokens.get(next).text());
        if (count > MAX_COUNT) {
            throw expected("a number from 1 to " + MAX_COUNT);
        }
        next++;
        return count;
    }

    private boolean accept(String word) {
        boolean found = next < tokens.size()
                && !tokens.get(next).quoted()
                && tokens.get(next).text().equals(word);
        if (found) {
            next++;
        }
        return found;
    }

    private static boolean isMark(Token token) {
        return !token.quoted() && (token.text().equals("(") || token.text().equals(")"));
    }

    private static boolean isKeyword(Token token) {
        return !token.quoted() && KEYWORDS.contains(token.text());
    }

    private int position() {
        return next < tokens.size() ? tokens.get(next).position() : text.length();
    }

    private QuorumSyntaxException expected(String what) {
        String found = next < tokens.size() ? "'" + tokens.get(next).text() + "'" : "the end";
        return new QuorumSyntaxException(position(), "expected " + what + " but found " + found);
    }
}
