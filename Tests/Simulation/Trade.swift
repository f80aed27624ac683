/// How much one run's shop sells, and how its customers come.
struct Trade: Sendable, Equatable {
    /// Tills that sell.
    let tills: Int
    /// Sales and credit notes that customers mean to make.
    let sales: Int
    /// Arrivals of several customers at once, in thousandths of all.
    let crowds: Int64
    /// Customers in such a crowd, who share a commit.
    let crowd: ClosedRange<Int64>
    /// How often each trouble of the machine and of people comes, beside what it does in a small shop.
    let days: Int64

    /// Draws a shop: two in three are small, the others have a queue at each of up to sixteen tills.
    init(_ dice: inout Dice) {
        let isBusy = dice.happens(333)
        tills = Int(isBusy ? dice.pick(4...16) : dice.pick(1...3))
        sales = Int(isBusy ? dice.pick(120...480) : dice.pick(20...120))
        (crowds, crowd) = isBusy ? (700, 2...24) : (250, 2...8)
        days = isBusy ? 4 : 1
    }
}
