using Sync.Silo.Hosting;

return await SiloProgram.RunAsync(args, Environment.GetEnvironmentVariable);
