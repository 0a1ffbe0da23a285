// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.masking;

import static dev.portcullis.masking.Detector.pattern;
import static dev.portcullis.masking.Triggers.SPACE;
import static dev.portcullis.masking.Triggers.anyCase;
import static dev.portcullis.masking.Triggers.anyCaseOf;

import dev.portcullis.masking.Detector.Family;
import dev.portcullis.masking.Detector.Scan;
import dev.portcullis.masking.Detector.Search;
import java.util.List;
import java.util.regex.Pattern;

/// Credentials. Prefixes are those the issuers document, so that their tokens can be found.
final class SecretDetectors {
    /// No letter or digit right before: otherwise the prefix is only the middle of some word.
    private static final String START = "(?<![A-Za-z0-9])";

    private static final Pattern PLACEHOLDER = Pattern.compile(
            "(?i)\\[redacted(?:-[a-z0-9-]{1,40})?].*|\\*+|null|none|true|false|\\$\\{.*}|<.*>|%s|\\?|\\$\\d+");
    private static final Pattern MIXED = Pattern.compile("(?=.*[0-9])(?=.*[A-Z]).*");
    private static final Pattern WITH_DIGIT = Pattern.compile("(?s).*[0-9].*");

    private SecretDetectors() {}

    static List<Detector> all() {
        return List.of(
                token("aws-key", "(AKIA|ASIA|ABIA|ACCA)[A-Z0-9]", "(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}(?![A-Z0-9])"),
                token(
                        "github-token",
                        "gh[opurs]_[A-Za-z0-9]|github_pat_",
                        "(?:gh[opurs]|github_pat)_[A-Za-z0-9_]{20,}"),
                token(
                        "gitlab-token",
                        "gl(pat|ptt|dt|rt|cbt|soat|ft|agent)-",
                        "gl(?:pat|ptt|dt|rt|cbt|soat|ft|agent)-[A-Za-z0-9_.-]{20,}"),
                token(
                        "slack-token",
                        "xox[a-z](\\.xox[a-z])?-[0-9A-Za-z]|xapp-[0-9]|hooks\\.slack\\.com/",
                        "(?:xox[a-z](?:\\.xox[a-z])?-[0-9A-Za-z-]{10,}|xapp-[0-9]-[A-Za-z0-9-]{10,}"
                                + "|hooks\\.slack\\.com/(?:services|workflows|triggers)/[A-Za-z0-9/]{12,})"),
                token("stripe-key", "[sr]k_(live|test)_|whsec_", "(?:[sr]k_(?:live|test)|whsec)_[A-Za-z0-9+/=]{16,}"),
                privateKey(),
                token("jwt", "eyJ[A-Za-z0-9_\\-]", "eyJ[A-Za-z0-9_-]{8,}+(?:\\.[A-Za-z0-9_-]*+){1,4}"),
                token(
                        "gcp-key",
                        "AIza|ya29\\.|GOCSPX-",
                        "(?:AIza[A-Za-z0-9_-]{35}|ya29\\.[A-Za-z0-9_.-]{20,}|GOCSPX-[A-Za-z0-9_-]{20,})"),
                azureSecret(),
                aiKey(),
                token(
                        "package-token",
                        "npm_|pypi-Ag|rubygems_|dckr_[po]at_",
                        "(?:npm_[A-Za-z0-9]{36}|pypi-Ag[A-Za-z0-9_-]{30,}|rubygems_[a-f0-9]{48}"
                                + "|dckr_[po]at_[A-Za-z0-9_-]{20,})"),
                token(
                        "service-token",
                        "SG\\.|do[opr]_v1_|hv[sbr]\\.|shp(at|ca|pa|ss)_|dapi[a-f0-9]"
                                + "|AGE-SECRET-KEY-1|SK[a-f0-9]|glsa_|NRAK-|lin_api_",
                        "(?:SG\\.[A-Za-z0-9_-]{16,}\\.[A-Za-z0-9_-]{16,}|do[opr]_v1_[a-f0-9]{64}"
                                + "|hv[sbr]\\.[A-Za-z0-9_-]{24,}|shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}|dapi[a-f0-9]{32}"
                                + "|AGE-SECRET-KEY-1[0-9A-Z]{58}|SK[a-f0-9]{32}|glsa_[A-Za-z0-9_]{32,}"
                                + "|NRAK-[A-Z0-9]{27}|lin_api_[A-Za-z0-9]{32,})"),
                password(),
                assignedSecret(),
                connectionString(),
                authorization());
    }

    private static Detector token(String name, String trigger, String regex) {
        return secret(name, trigger, pattern(START + regex));
    }

    private static Detector secret(String name, String trigger, Search search) {
        return new Detector(name, Family.SECRETS, Scan.WORDS, ByteScanner.trigger(trigger), search);
    }

    /// To the end of the text where the closing line is missing: half a key is a key with fewer bits to guess.
    private static Detector privateKey() {
        String label = "(?:[A-Z0-9]{1,12} ){0,4}PRIVATE KEY(?: BLOCK)?-----";
        return secret(
                "private-key",
                "-----BEGIN ",
                pattern("-----BEGIN " + label + "[\\s\\S]*?(?:-----END " + label + "|\\z)"));
    }

    private static Detector azureSecret() {
        return secret(
                "azure-secret",
                "[78]Q~|[?&]" + anyCase("sig") + "=",
                pattern(
                        "(?:" + START
                                + "[A-Za-z0-9_~.-]{3}[78]Q~[A-Za-z0-9_~.-]{31,34}|(?<=[?&][sS][iI][gG]=)[A-Za-z0-9%/+=]{20,})"));
    }

    private static Detector aiKey() {
        return secret(
                "ai-key",
                "sk-[A-Za-z0-9_\\-]|hf_[A-Za-z0-9]|r8_[A-Za-z0-9]|gsk_|xai-[A-Za-z0-9]",
                pattern(
                        START + "(?:sk-[A-Za-z0-9_-]{20,300}|hf_[A-Za-z0-9]{30,60}|r8_[A-Za-z0-9]{30,60}"
                                + "|gsk_[A-Za-z0-9]{30,80}|xai-[A-Za-z0-9]{40,120})",
                        // `sk-` and twenty more characters may also be a file name in kebab case.
                        found -> MIXED.matcher(found).matches()));
    }

    private static Detector password() {
        return secret(
                "password",
                anyCaseOf("password", "passwd", "passphrase", "pwd") + "[\"' \t\n\u000b\f\r]*[:=]",
                pattern(
                        "(?i)(?:password|passwd|passphrase|pwd)" + assigned("[^\\s\"',;&]{4,256}+"),
                        SecretDetectors::isNoPlaceholder));
    }

    private static Detector assignedSecret() {
        return secret(
                "assigned-secret",
                "(" + anyCaseOf("secret", "token", "credential") + "|"
                        + anyCaseOf("api", "access", "private", "account", "encryption", "signing") + "[_. \\-]?"
                        + anyCase("key") + ")[\"' \t\n\u000b\f\r]*[:=]",
                pattern(
                        "(?i)(?:secret|token|credential|(?:api|access|private|account|encryption|signing)[_. -]?key)"
                                + assigned("[^\\s\"',;&]{12,512}+"),
                        found -> isNoPlaceholder(found)
                                && found.length() >= 12
                                && WITH_DIGIT.matcher(found).matches()));
    }

    /// An assignment in any of the usual notations: JSON, YAML, properties, a connection string, a query string.
    private static String assigned(String bare) {
        return "[\"']{0,2}\\s{0,3}(?::=|=>|=|:)\\s{0,3}[\"']?+"
                + "(?<found>(?<=\")[^\"\\n]{1,512}+(?=\")|(?<=')[^'\\n]{1,512}+(?=')|(?<![\"'])" + bare + ")";
    }

    private static boolean isNoPlaceholder(String found) {
        return !PLACEHOLDER.matcher(found).matches();
    }

    private static Detector connectionString() {
        return secret(
                "connection-string",
                "://[^ \t\n\u000b\f\r:/@]*:[^ \t\n\u000b\f\r]",
                pattern(
                        "(?<![A-Za-z0-9])[A-Za-z][A-Za-z0-9+.-]{1,30}://[^\\s:/@]{0,128}:(?<found>[^\\s\"'<>/]{1,256})@",
                        SecretDetectors::isNoPlaceholder));
    }

    private static Detector authorization() {
        return secret(
                "authorization",
                anyCaseOf("bearer", "basic") + SPACE,
                pattern(
                        "(?i)\\b(?:bearer|basic)\\s{1,3}(?<found>[A-Za-z0-9._~+/-]{12,}+={0,2})",
                        found -> WITH_DIGIT.matcher(found).matches()));
    }
}
