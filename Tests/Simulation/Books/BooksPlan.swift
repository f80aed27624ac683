package import Accounting

/// What a simulated shop does with its companies' books.
package struct BooksPlan: Sendable {
    /// The providers; each has its own companies.
    package var providers: [Provider] = [.quickBooks, .xero]
    /// Companies at each provider.
    package var companies = 1
    /// Sales of the shop; some are taken back behind them.
    package var sales = 400
    /// How sales are put into the books.
    package var mode = BooksMap.Mode.document
    /// Whether sales are posted before KRA has answered; it does once they are there.
    package var postsEarly = false
    /// Decides every choice that is open.
    package var seed: UInt64 = 1
    /// How long the books are out of reach once everything was sold, in hours.
    package var outageHours: Int64 = 48
    /// Whether the line does everything wrong afterwards.
    package var isTroubled = true

    /// Whether the shop's directory stays where it is, for whoever wants to look.
    package var keepsDirectory = false

    /// Makes the plan of a shop's day behind an outage of two days.
    package init() {}

    /// The faults of the line; the limits' own come where the limits are reached.
    ///
    /// Two thirds of a percent for each of the twenty that come and go; those that last until somebody comes are rarer.
    var rates: String {
        let usual = [
            "answer_lost_after_acceptance", "timeout_after_acceptance", "torn_answer", "reset_before", "slow_drip",
            "refresh_answer_lost", "unauthorised", "throttled", "throttled_retry_after", "fault_in_200",
            "xml_gateway_timeout", "portal_html", "bad_gateway_html", "server_error", "unavailable", "empty_body",
            "edited_meanwhile", "number_taken",
        ]
        let rare = ["unauthorised_for_ever", "forbidden", "throttled_for_the_day"]
        let rates = usual.map { "\"\($0)\": 0.0066" } + rare.map { "\"\($0)\": 0.001" }
        return "{\"rates\": {\(rates.joined(separator: ", "))}, \"only_writes\": false}"
    }
}
