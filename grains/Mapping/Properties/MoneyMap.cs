using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sync.Mapping;

/// <summary>
/// Amount and currency in two places. Without an amount there is no money, whatever the currency says; writing none leaves the
/// currency as it is, since other amounts may share it. How the amount is written can depend on the currency.
/// </summary>
internal sealed class MoneyMap(Property property, FieldPath amount, FieldPath currency, Func<string, Codec> amountIn)
    : PropertyMap(property, [amount, currency])
{
    private const string ExpectedCurrency = "a currency of three capital letters";

    protected override Reading ReadValue(JsonElement record)
    {
        if (!amount.TryFind(record, out var number) || number.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null)
            return ReadPath(record, amount, amountIn(""));
        if (!currency.TryFind(record, out var code) || JsonText.Content(code) is not { } letters || !Currency.IsCode(letters))
            return Reading.Unexpected(currency, code, ExpectedCurrency);
        var reading = ReadPath(record, amount, amountIn(letters));
        return reading.Value is Value.Decimal read ? Reading.Of(new Value.Money(read.Number, letters)) : reading;
    }

    protected override void WriteValue(Value value, NativeBody body, JsonElement stored)
    {
        if (value is Value.Empty)
        {
            body.Put(Name, amount, null);
            return;
        }
        if (value is not Value.Money money || !Currency.IsCode(money.Currency))
            throw CannotHold(value, currency, ExpectedCurrency);
        body.Put(Name, amount, Native(new Value.Decimal(money.Amount), amount, amountIn(money.Currency)));
        body.Put(Name, currency, JsonValue.Create(money.Currency));
    }
}
