public import Fiscal
public import Outbound

extension Authorisations.Redeemed {
    /// Makes the code into a grant, once: a code is never sent twice.
    ///
    /// - Throws: ``GrantError`` `refused` or `later`; either way a person begins again.
    public func grant(by http: HTTPClient, at now: @Sendable () -> Timestamp) async throws(GrantError) -> Grant {
        let answer: BooksAnswer
        do throws(OutboundFailure) {
            answer = .response(try await http.exchange(exchange))
        } catch {
            answer = .failed(error)
        }
        switch TokenOutcome(answer, of: app, at: now(), after: nil) {
        case .granted(var grant):
            grant.companyKey = companyKey ?? ""
            return grant
        case .ended:
            throw GrantError(
                .refused,
                "\(app.provider.title) does not take the code; it lives a few minutes and works once: begin again")
        case .appRefused:
            throw GrantError(.refused, "\(app.provider.title) does not take the app's id and secret; enter them again")
        case .later(let sentence, _), .unclear(let sentence):
            throw GrantError(.later, "\(app.provider.title) gave no tokens (\(sentence)); begin again")
        }
    }
}

extension OAuthApp {
    /// The companies that a Xero grant opens; none for QuickBooks, whose callback names the only one.
    ///
    /// - Throws: ``GrantError`` `later` where they cannot be listed, `company` where there are none.
    public func tenants(of grant: Grant, by http: HTTPClient) async throws(GrantError) -> [XeroTenant] {
        guard let request = connections(grant) else { return [] }
        let answer: HTTPResponse
        do throws(OutboundFailure) {
            answer = try await http.exchange(request)
        } catch {
            throw GrantError(.later, "Xero did not list the companies (\(error.sentence)); begin again")
        }
        guard let tenants = XeroTenant.all(in: answer) else {
            throw GrantError(.later, "Xero did not list the companies (status \(answer.status)); begin again")
        }
        guard !tenants.isEmpty else {
            throw GrantError(.company, "no organisation was chosen on Xero's page; begin again and choose one")
        }
        return tenants
    }
}
